#include "cli/flag_words.hpp"
#include "cli/flags.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "codegen/header_plan.hpp"
#include "codegen/identifiers.hpp"
#include "ir/dim.hpp"

namespace nngen::cli {
namespace {

void set_output(Options& options, const std::string& value) {
  if (value.empty()) throw UsageError("--output needs the name of a file");
  options.output = value;
}

void set_override(Options& options, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw UsageError(fmt::format("-D takes NAME=VALUE, not '{}'", value));
  }
  const std::optional<double> given = number<double>(std::string_view(value).substr(equals + 1));
  if (!given || !std::isfinite(*given)) {
    throw UsageError(fmt::format("-D takes a number for '{}', not '{}'", value.substr(0, equals),
                                 value.substr(equals + 1)));
  }
  options.overrides.push_back({value.substr(0, equals), *given});
}

void set_wrt(Options& options, const std::string& value) {
  for (const std::string_view part : split(value, ",")) {
    const std::size_t begin = part.find_first_not_of(' ');
    if (begin == std::string_view::npos) {
      throw UsageError(fmt::format("--wrt takes names with commas between them, not '{}'", value));
    }
    options.wrt.emplace_back(part.substr(begin, part.find_last_not_of(' ') + 1 - begin));
  }
}

void set_batch(Options& options, const std::string& value) {
  if (value == "dynamic") {
    options.batch = {codegen::Batch::Kind::dynamic, 1};
    return;
  }
  const auto samples = number<std::int64_t>(value);
  if (!samples || *samples < 1 || *samples > ir::Dim::limit) {
    throw UsageError(
        fmt::format("--batch takes a number of samples from 1 to {} or 'dynamic', not '{}'",
                    ir::Dim::limit, value));
  }
  options.batch = {codegen::Batch::Kind::fixed, *samples};
}

void set_reduction(Options& options, const std::string& value) {
  options.batch_reduction = choose<ir::Reduction>(
      "--reduction", value, {{"mean", ir::Reduction::mean}, {"sum", ir::Reduction::sum}});
}

void set_scalar(Options& options, const std::string& value) {
  options.scalar = choose<codegen::ScalarType>(
      "--scalar", value,
      {{"float", codegen::ScalarType::float32}, {"double", codegen::ScalarType::float64}});
}

void refuse_reserved(std::string_view option, std::string_view name) {
  if (!codegen::is_reserved(name)) return;
  throw UsageError(fmt::format("{}: C++ or its headers have other uses for '{}'", option, name));
}

void set_namespace(Options& options, const std::string& value) {
  const std::vector<std::string_view> parts = split(value, "::");
  if (!std::all_of(parts.begin(), parts.end(), is_identifier)) {
    throw UsageError(
        fmt::format("--namespace takes a C++ name such as net or my::net, not '{}'", value));
  }
  for (const std::string_view part : parts) refuse_reserved("--namespace", part);
  options.name_space = value;
}

void set_function(Options& options, const std::string& value) {
  if (!is_identifier(value)) {
    throw UsageError(fmt::format("--function takes a C++ name, not '{}'", value));
  }
  refuse_reserved("--function", value);
  const auto& names = codegen::names_of_emitted_code();
  if (std::find(names.begin(), names.end(), value) != names.end()) {
    throw UsageError(fmt::format("--function: the header needs the name '{}' itself", value));
  }
  options.function = value;
}

void set_target(Options& options, const std::string& value) {
  options.target = choose<codegen::Target>(
      "--target", value, {{"eigen", codegen::Target::eigen}, {"plain", codegen::Target::plain}});
}

void set_gemm(Options& options, const std::string& value) {
  options.gemm = choose<codegen::Gemm>("--gemm", value,
                                       {{"auto", codegen::Gemm::automatic},
                                        {"builtin", codegen::Gemm::builtin},
                                        {"eigen", codegen::Gemm::eigen},
                                        {"blas", codegen::Gemm::blas}});
}

void set_optimizer(Options& options, const std::string& value) {
  options.optimizer = optimizer_of(value);
}

void set_with(Options& options, const std::string& value) {
  using Request = ir::FurtherRequest;
  for (const std::string_view word : split(value, ",")) {
    const auto wanted = choose<bool Request::*>("--with", std::string(word),
                                                {{"jacobian", &Request::jacobian},
                                                 {"hessian", &Request::hessian},
                                                 {"hvp", &Request::hvp},
                                                 {"jvp", &Request::jvp}});
    options.with.*wanted = true;
  }
}

void set_format(Options& options, const std::string& value) {
  options.format = choose<ShowFormat>("--format", value,
                                      {{"unicode", ShowFormat::unicode},
                                       {"ascii", ShowFormat::ascii},
                                       {"latex", ShowFormat::latex},
                                       {"mathml", ShowFormat::mathml},
                                       {"html", ShowFormat::html},
                                       {"json", ShowFormat::json},
                                       {"dot", ShowFormat::dot},
                                       {"numpy", ShowFormat::numpy},
                                       {"torch", ShowFormat::torch}});
  switch (options.format) {
    case ShowFormat::ascii: options.show.style = codegen::FormulaStyle::ascii; break;
    case ShowFormat::latex: options.show.style = codegen::FormulaStyle::latex; break;
    case ShowFormat::mathml: options.show.style = codegen::FormulaStyle::mathml; break;
    default: options.show.style = codegen::FormulaStyle::unicode;
  }
}

void set_layout(Options& options, const std::string& value) {
  options.show.layout =
      choose<codegen::DerivativeLayout>("--layout", value,
                                        {{"gradient", codegen::DerivativeLayout::gradient},
                                         {"jacobian", codegen::DerivativeLayout::jacobian}});
}

void set_form(Options& options, const std::string& value) {
  options.show.form = choose<codegen::FormulaForm>(
      "--form", value,
      {{"recurrent", codegen::FormulaForm::recurrent},
       {"expanded", codegen::FormulaForm::expanded},
       {"forward-table", codegen::FormulaForm::forward_table},
       {"reverse-table", codegen::FormulaForm::reverse_table}});
}

void set_arguments(Options& options, const std::string& value) {
  options.show.omits_arguments =
      choose<bool>("--arguments", value, {{"show", false}, {"omit", true}});
}

void set_underbraces(Options& options, const std::string&) { options.show.underbraces = true; }

void set_steps(Options& options, const std::string&) { options.show.steps = true; }

void set_plan(Options& options, const std::string&) { options.plan = true; }

void set_at(Options& options, const std::string& value) {
  if (value.empty()) throw UsageError("--at needs the name of a file");
  options.at = value;
}

void set_seed(Options& options, const std::string& value) {
  options.seed = number<std::uint64_t>(value);
  if (!options.seed) {
    throw UsageError(
        fmt::format("--seed takes a whole number from 0 to 2^64 - 1, not '{}'", value));
  }
}

void set_engine(Options& options, const std::string& value) {
  options.engine = choose<Engine>(
      "--engine", value, {{"reference", Engine::reference}, {"compiled", Engine::compiled}});
}

void set_tolerance(Options& options, const std::string& value) {
  options.tolerance = number<double>(value);
  if (!options.tolerance || !(*options.tolerance >= 0) || !std::isfinite(*options.tolerance)) {
    throw UsageError(fmt::format("--rtol takes a number that is not negative, not '{}'", value));
  }
}

void set_verify(Options& options, const std::string&) { options.verify = true; }

void set_infer(Options& options, const std::string&) { options.infer = true; }

// What it says counts for every message, also for those on the command line itself: main has seen
// it.
void set_diagnostics(Options&, const std::string& value) {
  choose<int>("--diagnostics", value, {{"text", 0}, {"json", 1}});
}

void set_rounds(Options& options, const std::string& value) {
  const std::optional<int> rounds = number<int>(value);
  if (!rounds || *rounds < 1) {
    throw UsageError(fmt::format("--rounds takes a whole number from 1, not '{}'", value));
  }
  options.rounds = *rounds;
}

void set_seconds(Options& options, const std::string& value) {
  const std::optional<double> seconds = number<double>(value);
  if (!seconds || !(*seconds > 0) || !std::isfinite(*seconds)) {
    throw UsageError(fmt::format("--seconds takes a number above 0, not '{}'", value));
  }
  options.seconds = *seconds;
}

void set_json(Options& options, const std::string&) { options.json = true; }

void set_unicode(Options& options, const std::string&) {
  if (options.spelling == parser::FormatStyle::ascii) {
    throw UsageError("--unicode and --ascii exclude each other");
  }
  options.spelling = parser::FormatStyle::unicode;
}

void set_ascii(Options& options, const std::string&) {
  if (options.spelling == parser::FormatStyle::unicode) {
    throw UsageError("--unicode and --ascii exclude each other");
  }
  options.spelling = parser::FormatStyle::ascii;
}

constexpr Commands every_command{Command::emit,  Command::show,    Command::eval,
                                 Command::check, Command::bench,   Command::fmt,
                                 Command::train, Command::trainer, Command::export_weights};
// `train` has an -o of its own, for weights.
constexpr Commands writing{Command::emit,  Command::show, Command::eval,    Command::check,
                           Command::bench, Command::fmt,  Command::trainer, Command::export_weights};
constexpr Commands deriving{Command::emit, Command::show, Command::eval, Command::check,
                            Command::bench};
constexpr Commands sized{Command::emit,  Command::show,    Command::eval,
                         Command::check, Command::bench,   Command::train,
                         Command::trainer, Command::export_weights};
constexpr Commands numerical{Command::eval, Command::check};

const Flag table[] = {
    {"-o,--output", "OUT", "where to write (standard output)", writing, false, set_output},
    {"-D", "NAME=VALUE", "give a symbolic dimension, override a let", sized, true, set_override},
    {"--wrt", "W1,x", "differentiate by these (all parameters)", deriving, true, set_wrt},
    {"--batch", "N|dynamic", "samples per call (one sample, no batch)", deriving, false, set_batch},
    {"--reduction", "mean|sum", "of the samples' losses (mean)", deriving, false, set_reduction},
    {"--scalar",
     "float|double",
     "type of the code's numbers (float)",
     {Command::emit, Command::bench, Command::train, Command::trainer, Command::export_weights},
     false,
     set_scalar},
    {"--scalar",
     "float|double",
     "the numbers whose bytes are counted (float)",
     {Command::show},
     false,
     set_scalar},
    {"--scalar", "float|double", "type of the numbers (double)", numerical, false, set_scalar},
    {"--infer",
     "",
     "",
     {Command::emit},
     false,
     set_infer,
     "undeclared names: x a vector, A a matrix"},
    {"--infer",
     "",
     "undeclared names: x a vector, A a matrix",
     {Command::show, Command::eval, Command::check, Command::bench},
     false,
     set_infer},
    {"--namespace",
     "NAME",
     "namespace of the code (net)",
     {Command::emit, Command::trainer, Command::export_weights},
     false,
     set_namespace},
    {"--function",
     "NAME",
     "name of the gradient's function (gradient)",
     {Command::emit},
     false,
     set_function},
    {"--target",
     "eigen|plain",
     "types of the code: Eigen's, or none (eigen)",
     {Command::emit, Command::eval, Command::check},
     false,
     set_target},
    {"--gemm",
     "WHO",
     "large products: builtin, eigen, blas (auto)",
     {Command::emit, Command::show, Command::check, Command::bench},
     false,
     set_gemm},
    {"--optimizer",
     "NAME",
     "of a step: sgd, adam, … (learning rate alone)",
     {Command::emit, Command::show},
     false,
     set_optimizer},
    {"--with",
     "hvp,jvp",
     "more functions; or jacobian, hessian (none)",
     {Command::emit, Command::check},
     true,
     set_with},
    {"--verify", "", "compile and check, then write", {Command::emit}, false, set_verify},
    {"--format",
     "FORMAT",
     "unicode, ascii, latex, mathml, html (a page),\n"
     "json, dot, numpy or torch (unicode)",
     {Command::show},
     false,
     set_format},
    {"--layout",
     "gradient|jacobian",
     "cotangents as columns or rows (gradient)",
     {Command::show},
     false,
     set_layout},
    {"--form",
     "FORM",
     "(recurrent), expanded, forward-/reverse-table",
     {Command::show},
     false,
     set_form},
    {"--arguments",
     "show|omit",
     "of activations, in LaTeX and MathML (show)",
     {Command::show},
     false,
     set_arguments},
    {"--underbraces",
     "",
     "below the periods of the expanded form",
     {Command::show},
     false,
     set_underbraces},
    {"--steps", "", "the rules that were applied, in order", {Command::show}, false, set_steps},
    {"--plan", "", "how the code computes: kernels, memory, cost", {Command::show}, false, set_plan},
    {"--verify",
     "",
     "check each printed derivative by numbers",
     {Command::show},
     false,
     set_verify},
    {"--at", "VALUES.json", "the point: {\"x\": [1, 2], \"W1\": [[..], ..]}", numerical, false,
     set_at},
    {"--seed", "N", "a random point in place of --at", {Command::eval}, false, set_seed},
    {"--seed", "N", "a random point in place of --at (1)", {Command::check}, false, set_seed},
    {"--seed", "N", "of the random values (1)", {Command::bench}, false, set_seed},
    {"--seed", "N", "of all that is random (1)", {Command::train}, false, set_seed},
    {"--rounds", "N", "measurements of each function (15)", {Command::bench}, false, set_rounds},
    {"--seconds", "X", "of a function in a round (0.005)", {Command::bench}, false, set_seconds},
    {"--json", "", "the results as JSON", {Command::bench}, false, set_json},
    {"--engine",
     "reference|compiled",
     "what computes (reference)",
     {Command::eval},
     false,
     set_engine},
    {"--unicode", "", "write W₁·x ∘ yᵀ (as the file does)", {Command::fmt}, false, set_unicode},
    {"--ascii", "", "write W1*x .* y' (as the file does)", {Command::fmt}, false, set_ascii},
    {"--rtol", "X", "tolerance (double 1e-9, float 1e-4)", {Command::check}, false, set_tolerance},
    {"--diagnostics", "text|json", "how errors and warnings are said (text)", every_command, false,
     set_diagnostics},
};

}  // namespace

std::span<const Flag> flags() {
  static const std::vector<Flag> joined = [] {
    std::vector<Flag> all(std::begin(table), std::end(table));
    const auto of_training = flags_of_training();
    all.insert(all.end() - 1, of_training.begin(), of_training.end());  // --diagnostics stays last
    return all;
  }();
  return joined;
}

}  // namespace nngen::cli
