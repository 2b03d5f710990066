#include "ir/role_word.hpp"

#include "ir/check.hpp"

namespace nngen::ir {

std::string_view role_word(Role role) {
  switch (role) {
    case Role::input: return "input";
    case Role::target: return "target";
    case Role::param: return "param";
    case Role::constant: return "const";
  }
  NNGEN_UNREACHABLE();
}

}  // namespace nngen::ir
