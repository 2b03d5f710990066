// The interface on pointers and arrays: for programs without Eigen, also without an operating
// system.

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "codegen/target.hpp"

namespace nngen::codegen {
namespace {

constexpr std::string_view types_text =
    R"nngen(/// A matrix in somebody's memory, column after column: made of a pointer to the first entry, or of an array
/// (T[], std::array, std::span) of exactly as many.
template <class T, std::ptrdiff_t Rows, std::ptrdiff_t Cols>
class MatrixView {
 public:
  template <class Pointer, std::enable_if_t<std::is_pointer<Pointer>::value &&
                                                std::is_convertible<Pointer, T*>::value,
                                            int> = 0>
  MatrixView(const Pointer& data) : data_(data) {}
  template <std::size_t Size>
  MatrixView(T (&array)[Size]) : data_(array) {
    static_assert(Size == size(), "an array of another size than the matrix");
  }
  template <template <class, std::size_t> class Array, class U, std::size_t Size>
  MatrixView(Array<U, Size>& array) : data_(array.data()) {
    static_assert(Size == size(), "an array of another size than the matrix");
  }
  template <template <class, std::size_t> class Array, class U, std::size_t Size>
  MatrixView(const Array<U, Size>& array) : data_(array.data()) {
    static_assert(Size == size(), "an array of another size than the matrix");
  }
  template <class U, std::enable_if_t<std::is_convertible<U*, T*>::value, int> = 0>
  MatrixView(const MatrixView<U, Rows, Cols>& other) : data_(other.data()) {}

  static constexpr std::ptrdiff_t rows() { return Rows; }
  static constexpr std::ptrdiff_t cols() { return Cols; }
  static constexpr std::size_t size() { return static_cast<std::size_t>(Rows * Cols); }
  T* data() const { return data_; }
  T* begin() const { return data_; }
  T* end() const { return data_ + Rows * Cols; }
  /// The entry in row i and column j, both from 0 on.
  T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const { return data_[i + j * Rows]; }
  /// The entry in place i, column after column.
  T& operator[](std::ptrdiff_t i) const { return data_[i]; }

 private:
  T* data_;
};

)nngen";

constexpr std::string_view views_text =
    R"nngen(/// The caller's memory, whose columns stand side by side.
template <class T, Index Rows, Index Cols>
inline Matrix<T, Rows, Cols> view(const MatrixView<T, Rows, Cols>& matrix) {
  return Matrix<T, Rows, Cols>(matrix.data());
}
template <Index Rows, class T>
inline Matrix<T, Rows, dynamic> columns(T* data, Index cols) {
  return Matrix<T, Rows, dynamic>(data, Size<dynamic>(cols));
}
)nngen";

const char* entry_type(const ArgumentPlan& argument) {
  return argument.is_result ? "Scalar" : "const Scalar";
}

bool is_counted_in_call(const HeaderPlan& plan, const ArgumentPlan& argument) {
  return argument.per_sample && plan.is_dynamic();
}

class PlainInterface final : public TargetInterface {
 public:
  std::vector<std::string_view> includes() const override {
    return {"cmath", "cstddef", "cstdint", "cstring", "limits", "type_traits", "utility"};
  }
  std::string_view index() const override { return "std::ptrdiff_t"; }
  std::string_view types() const override { return types_text; }
  std::string_view views() const override { return views_text; }

  void emit_accessors(Writer& writer, const ir::Program& program,
                      const HeaderPlan& plan) const override {
    for (const ParameterSlot& slot : plan.parameters) {
      const ir::Shape& shape = program.declarations[slot.declaration].shape;
      const auto accessor = [&](const char* type, const char* mark) {
        writer.line(fmt::format("MatrixView<{}, {}, {}> {}(){} {{ return values + {}; }}", type,
                                shape.rows.value(), shape.cols.value(), slot.identifier, mark,
                                slot.offset));
      };
      accessor("Scalar", "");
      accessor("const Scalar", " const");
    }
  }

  std::string argument_type(const HeaderPlan& plan, const ArgumentPlan& argument) const override {
    const char* entry = entry_type(argument);
    if (is_counted_in_call(plan, argument)) return fmt::format("{}*", entry);
    return fmt::format("MatrixView<{}, {}, {}>", entry, argument.rows,
                       argument_width(plan, argument, ""));
  }

  std::string view_of(const HeaderPlan& plan, const ArgumentPlan& argument) const override {
    if (!is_counted_in_call(plan, argument)) {
      return fmt::format("detail::view({})", argument.identifier);
    }
    const std::string each = argument.cols == 1 ? "" : fmt::format("{} * ", argument.cols);
    return fmt::format("detail::columns<{}>({}, {}samples)", argument.rows, argument.identifier,
                       each);
  }

  bool has_gaps() const override { return false; }

  std::string samples_in(const ArgumentPlan&) const override { return {}; }
  std::string has_samples(const ArgumentPlan&) const override { return {}; }
  std::string has_size(const HeaderPlan&, const ArgumentPlan&) const override { return {}; }
  // An assertion needs somewhere to report to.
  std::string assertion(std::string_view, std::string_view) const override { return {}; }

  std::string memory(const std::string& name, std::int64_t rows, const std::string& width,
                     bool) const override {
    return fmt::format("std::vector<Scalar> {}(static_cast<std::size_t>({} * ({})));", name, rows,
                       width);
  }
  std::string passed(const std::string& name) const override { return name + ".data()"; }
};

}  // namespace

const TargetInterface& plain_interface() {
  static const PlainInterface plain;
  return plain;
}

}  // namespace nngen::codegen
