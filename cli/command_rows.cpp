#include <algorithm>
#include <iterator>

#include "cli/flags.hpp"

namespace nngen::cli {
namespace {

constexpr CommandRow command_rows[] = {
    {Command::emit, "", "derive the gradients, emit a C++ header",
     "nngen examples/digits/net.expr --batch 32 -o grad.hpp"},
    {Command::show, "show", "print the derived formulas",
     "nngen show examples/mishachev_shmyrin.expr --form expanded"},
    {Command::eval, "eval", "values and gradients at a point, as JSON",
     "nngen eval examples/two_layer.expr --seed 1 --engine compiled"},
    {Command::check, "check", "compare derivation, emitted code, reference",
     "nngen check examples/digits/net.expr --batch 8"},
    {Command::bench, "bench", "measure the emitted code on this machine",
     "nngen bench examples/digits/net.expr --batch 32"},
    {Command::train, "train", "train on a file of samples, save the weights",
     "nngen train examples/iris/net.expr --data iris.csv --label species"},
    {Command::trainer, "trainer", "write the program that trains the network",
     "nngen trainer examples/digits/net.expr --batch 64 -o train.cpp"},
    {Command::export_weights, "export", "the trained network as a C++ header",
     "nngen export examples/iris/net.expr --weights w.st -o model.hpp"},
    {Command::fmt, "fmt", "write a file anew: spacing, spelling",
     "nngen fmt examples/two_layer.expr --ascii"},
};

}  // namespace

std::span<const CommandRow> commands() { return command_rows; }

const CommandRow& row_of(Command command) {
  return *std::find_if(std::begin(command_rows), std::end(command_rows),
                       [command](const CommandRow& row) { return row.command == command; });
}

}  // namespace nngen::cli
