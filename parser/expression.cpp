#include "parser/expression_def.hpp"

namespace nngen::parser::grammar {

BOOST_SPIRIT_INSTANTIATE(decltype(sum), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(application), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(parenthesised), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(braced), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(subscript), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(range), Iterator, Context)

}  // namespace nngen::parser::grammar
