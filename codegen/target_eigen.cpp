// The interface on Eigen's types.

#include <fmt/format.h>

#include "codegen/emit_function.hpp"
#include "codegen/target.hpp"

namespace nngen::codegen {
namespace {

constexpr std::string_view map_text = R"nngen(
 private:
  template <int Rows, int Cols>
  Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>> map(Eigen::Index offset) {
    return Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>>(values + offset);
  }
  template <int Rows, int Cols>
  Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>> map(Eigen::Index offset) const {
    return Eigen::Map<const Eigen::Matrix<Scalar, Rows, Cols>>(values + offset);
  }
)nngen";

constexpr std::string_view views_text =
    R"nngen(/// A matrix of Eigen's; its columns may stand apart.
template <class T, Index Rows, Index Cols, class EigenMatrix>
inline auto view(EigenMatrix& matrix) {
  constexpr Index step = Rows == 1 || Cols == 1 ? Rows : dynamic;
  return Matrix<T, Rows, Cols, 1, step>(matrix.data(), Size<Cols>(matrix.cols()), Size<Rows>(),
                                        Size<1>(), Size<step>(matrix.outerStride()));
}
)nngen";

// A reference to const data has room for a copy of them, and Eigen refuses a fixed size beyond this
// many bytes (its EIGEN_STACK_ALLOCATION_LIMIT).
constexpr double most_bytes_of_fixed_size = 128 * 1024;

bool is_large(const HeaderPlan& plan, const ArgumentPlan& argument) {
  const bool counts_in_call = argument.per_sample && plan.is_dynamic();
  if (argument.is_result || counts_in_call) return false;
  const std::int64_t samples =
      argument.per_sample && plan.is_batched() ? plan.options.batch.samples : 1;
  const double bytes = plan.options.scalar == ScalarType::float32 ? 4 : 8;
  return bytes * static_cast<double>(argument.rows) * static_cast<double>(argument.cols) *
             static_cast<double>(samples) >
         most_bytes_of_fixed_size;
}

class EigenInterface final : public TargetInterface {
 public:
  std::vector<std::string_view> includes() const override {
    return {"cassert", "cmath",       "cstddef", "cstdint",   "cstring",
            "limits",  "type_traits", "utility", "",        "Eigen/Core"};
  }
  std::string_view index() const override { return "Eigen::Index"; }
  std::string_view types() const override { return {}; }
  std::string_view views() const override { return views_text; }

  void emit_accessors(Writer& writer, const ir::Program& program,
                      const HeaderPlan& plan) const override {
    writer.line("using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;");
    writer.line("Eigen::Map<Vector> flat() { return Eigen::Map<Vector>(values, size); }");
    writer.line(
        "Eigen::Map<const Vector> flat() const { return Eigen::Map<const Vector>(values, size); }");
    writer.line();
    for (const ParameterSlot& slot : plan.parameters) {
      const ir::Shape& shape = program.declarations[slot.declaration].shape;
      const std::string map =
          fmt::format("map<{}, {}>({})", shape.rows.value(), shape.cols.value(), slot.offset);
      writer.line(fmt::format("auto {}() {{ return {}; }}", slot.identifier, map));
      writer.line(fmt::format("auto {}() const {{ return {}; }}", slot.identifier, map));
    }
    writer.raw(map_text);
  }

  std::string argument_type(const HeaderPlan& plan, const ArgumentPlan& argument) const override {
    std::string rows = std::to_string(argument.rows);
    std::string columns = argument_width(plan, argument, "Eigen::Dynamic");
    if (is_large(plan, argument)) (columns == "1" ? rows : columns) = "Eigen::Dynamic";
    const std::string matrix = fmt::format("Eigen::Matrix<Scalar, {}, {}>", rows, columns);
    return argument.is_result ? fmt::format("Eigen::Ref<{}>", matrix)
                              : fmt::format("const Eigen::Ref<const {}>&", matrix);
  }

  std::string view_of(const HeaderPlan& plan, const ArgumentPlan& argument) const override {
    return fmt::format("detail::view<{}, {}, {}>({})",
                       argument.is_result ? "Scalar" : "const Scalar", argument.rows,
                       argument_width(plan, argument, "detail::dynamic"), argument.identifier);
  }

  bool has_gaps() const override { return true; }

  std::string samples_in(const ArgumentPlan& argument) const override {
    if (argument.cols == 1) return argument.identifier + ".cols()";
    return fmt::format("{}.cols() / {}", argument.identifier, argument.cols);
  }

  std::string has_samples(const ArgumentPlan& argument) const override {
    return fmt::format("{}.cols() == {} * samples", argument.identifier, argument.cols);
  }

  std::string has_size(const HeaderPlan& plan, const ArgumentPlan& argument) const override {
    if (!is_large(plan, argument)) return {};
    return fmt::format("{0}.rows() == {1} && {0}.cols() == {2}", argument.identifier, argument.rows,
                       argument_width(plan, argument, "Eigen::Dynamic"));
  }

  std::string assertion(std::string_view condition, std::string_view message) const override {
    return fmt::format("assert({} && \"{}\");", condition, message);
  }

  // Of dynamic size, since fixed ones have a limit; of a type that needs no copy when passed.
  std::string memory(const std::string& name, std::int64_t rows, const std::string& width,
                     bool is_column) const override {
    const char* type = rows == 1   ? "1, Eigen::Dynamic"
                       : is_column ? "Eigen::Dynamic, 1"
                                   : "Eigen::Dynamic, Eigen::Dynamic";
    return fmt::format("Eigen::Matrix<Scalar, {}> {}({}, {});", type, name, rows, width);
  }
  std::string passed(const std::string& name) const override { return name; }
};

}  // namespace

const TargetInterface& eigen_interface() {
  static const EigenInterface eigen;
  return eigen;
}

}  // namespace nngen::codegen
