#pragma once
// The commands. Each gives nngen's exit status and has said what there is to say.

#include "cli/options.hpp"

namespace nngen::cli {

/// Derives the gradients and emits them as a C++ header.
int run_emit(const Options& options);
/// Prints the derived formulas.
int run_show(const Options& options);
/// Prints values and gradients at a point as JSON.
int run_eval(const Options& options);
/// Compares the derivation and the emitted code with the runtime reference, as a table of errors.
int run_check(const Options& options);
/// Measures the emitted code on this machine.
int run_bench(const Options& options);
/// Trains the network on the samples of files.
int run_train(const Options& options);
/// Writes the source of the program that trains the network.
int run_trainer(const Options& options);
/// Writes a trained network as a C++ header that computes its predictions.
int run_export(const Options& options);
/// Writes the source text anew, in canonical spacing and in one spelling.
int run_fmt(const Options& options);

/// Writes a command's result where `--output` says; the exit status.
int deliver(const Options& options, const std::string& text);

}  // namespace nngen::cli
