// nngen's exit status: 0 done; 1 the input or a check is at fault; 2 wrong usage; 3 a bug in nngen.

#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "cli/output_file.hpp"

namespace nngen::cli {
namespace {

int stop(const EarlyExit& exit) {
  if (exit.status != exit_done) {
    say(Failure{exit.text, exit.hint});
    return exit.status;
  }
  const auto failure = write_standard_output(exit.text);
  if (failure) say(*failure);
  return failure ? exit_fault : exit_done;
}

int run(const std::vector<std::string>& arguments) {
  const auto options = parse_command_line(arguments);
  if (!options) return stop(options.error());
  switch (options.value().command) {
    case Command::emit: return run_emit(options.value());
    case Command::show: return run_show(options.value());
    case Command::eval: return run_eval(options.value());
    case Command::check: return run_check(options.value());
    case Command::bench: return run_bench(options.value());
    case Command::fmt: return run_fmt(options.value());
    case Command::train: return run_train(options.value());
    case Command::trainer: return run_trainer(options.value());
    case Command::export_weights: return run_export(options.value());
  }
  return exit_bug;
}

int run_guarded(const std::vector<std::string>& arguments) {
  try {
    return run(arguments);
  } catch (const std::bad_alloc&) {
    say(Failure{"there is not enough memory"});
    return exit_fault;
  } catch (const std::exception& error) {
    say(Failure{std::string("this is a bug in nngen: ") + error.what(),
                "please report it, with the file and the command line"});
    return exit_bug;
  }
}

}  // namespace
}  // namespace nngen::cli

int main(int argc, char** argv) {
  using namespace nngen::cli;
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is found by the write that fails
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  begin_messages(message_format_of(arguments));
  const int status = run_guarded(arguments);
  end_messages();
  return status;
}
