#pragma once
// A program with numbers in place of its symbolic sizes, so that its formulas can be evaluated.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ir/program.hpp"

namespace nngen::ir {

struct SizedProgram {
  Program program;
  /// For each node its counterpart: the same operation of the counterparts of its operands.
  std::vector<NodeId> image;
};

/// Nothing is simplified anew. Symbols that have no size stay; whether the sizes make sense is for
/// the caller to know. Claims are left out.
SizedProgram with_sizes(const Program& program, const std::map<std::string, std::int64_t>& sizes);

}  // namespace nngen::ir
