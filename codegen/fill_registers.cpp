#include "codegen/fill_registers.hpp"

namespace nngen::codegen {
namespace {

using ir::Count;
using ir::Place;
using ir::View;

class Filling {
 public:
  explicit Filling(ir::KernelProgram& program) : program_(program) {
    for (ir::Buffer& buffer : program.buffers) {
      buffer.fills_registers = buffer.role == ir::BufferRole::workspace && !buffer.per_sample &&
                               buffer.cols == 1 && buffer.rows > 1;
    }
  }

  void run() {
    for (const ir::Statement& statement : program_.statements) {
      const ir::Kernel& kernel = statement.kernel;
      const auto* product = std::get_if<ir::Contract>(&kernel);
      if (product != nullptr) {
        walk(product->a, product->over.rows, product->k);
        walk(product->b, product->k, product->over.cols);
      }
      const ir::Extent& over = extent_of(kernel);
      // Strips of a turned tile begin anywhere.
      const bool in_parts =
          std::holds_alternative<ir::Dense>(kernel) || (product != nullptr && product->turned);
      for (const View& view : views_of(kernel)) {
        in_parts ? keep(view) : walk(view, over.rows, over.cols);
      }
    }
  }

 private:
  // All rows from the first on, or a walk that never leaves one entry.
  void walk(const View& view, const Count& rows, const Count& cols) {
    const Count all{program_[view.buffer].rows};
    const Place down{1, 0};
    const bool upright = view.row_step == down && rows == all;
    const bool lying = view.col_step == down && cols == all;
    if (!(view.start == Place{}) || !(upright || lying)) keep(view);
  }
  void keep(const View& view) { program_[view.buffer].fills_registers = false; }

  ir::KernelProgram& program_;
};

}  // namespace

void fill_registers(ir::KernelProgram& program) { Filling(program).run(); }

}  // namespace nngen::codegen
