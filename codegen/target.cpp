#include "codegen/target.hpp"

#include "ir/check.hpp"

namespace nngen::codegen {

const TargetInterface& interface_of(Target target) {
  switch (target) {
    case Target::eigen: return eigen_interface();
    case Target::plain: return plain_interface();
  }
  NNGEN_UNREACHABLE();
}

bool counts_in_call(const HeaderPlan& plan, const FunctionPlan& function) {
  const ArgumentPlan* first = plan.is_dynamic() ? function.counted_argument() : nullptr;
  return first != nullptr && interface_of(plan.options.target).samples_in(*first).empty();
}

}  // namespace nngen::codegen
