#pragma once
// Matrix products by Eigen or a CBLAS, in the header.

#include <string_view>

#include "codegen/emit_header.hpp"

namespace nngen::codegen {

/// The header that declares the library's routines; empty where the target has it anyhow.
std::string_view library_include(Gemm gemm);
/// `assign_product` and `add_product`; they stand before the body, since they need no vectors.
std::string_view library_products_text(Gemm gemm);

}  // namespace nngen::codegen
