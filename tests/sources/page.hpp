#pragma once
// The examples of a Markdown page. What stands behind the ``` of a block says how it is tested:
//
//   expr              a program that nngen accepts without a word and evaluates; a comment `# =
//   0.5` holds
//                     the value of the output or definition before it, to the digits shown
//   expr check        the same, also emitted, compiled and compared with the reference
//   expr error        a program with mistakes; the next block is what nngen says about it
//   expr warning      a program that is accepted with the next block said about it
//   console           lines `$ nngen …`, each with what it prints; net.expr is the program above
//   json              the file at.json, for `expr --at at.json`
//   … from: nngen …   paragraphs of what this command prints
//
// `expr file: net.expr` is a program that a reader writes into a file: tests/compile/tutorial_test works through it.
// Further words behind `expr` are options of `nngen eval`: `expr -D n=3`.

#include <string>
#include <vector>

#include "tests/support/fenced_blocks.hpp"

namespace nngen::tests {

/// What is wrong with the examples of the page, one entry a mistake, each beginning with its line.
std::vector<std::string> check_examples(const std::string& page);

/// The page with what nngen prints now in its blocks of console lines.
std::string with_answers(const std::string& page);

}  // namespace nngen::tests
