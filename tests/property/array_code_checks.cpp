#include "tests/property/array_code_checks.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "codegen/arrays/array_code.hpp"
#include "codegen/identifiers.hpp"
#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/example_programs.hpp"
#include "tests/property/op_examples.hpp"
#include "tests/property/program_generator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/runtime/random_programs.hpp"

namespace nngen::tests {
namespace {

using codegen::ArrayLibrary;
using ir::NodeId;
using ir::Reduction;
using nlohmann::json;

const char* name_of(ArrayLibrary library) {
  return library == ArrayLibrary::numpy ? "numpy" : "torch";
}

// Where Python looks first may be another one than that of the Debian packages.
std::vector<std::string> interpreters() {
  const char* given = std::getenv("NNGEN_PYTHON");
  return given == nullptr ? std::vector<std::string>{"python3", "/usr/bin/python3"}
                          : std::vector<std::string>{given};
}

// The first that has the library; empty if none has.
std::string python_with(ArrayLibrary library) {
  const std::string import = std::string("import numpy, ") + name_of(library);
  for (const std::string& python : interpreters()) {
    if (run_process({python, "-c", import}).status == 0) return python;
  }
  return {};
}

json number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

json matrix(const ir::Matrix<double>& value) {
  if (value.size() == 1) return number(value[0]);
  json rows = json::array();
  for (std::size_t i = 0; i < value.rows(); ++i) {
    json row = json::array();
    for (std::size_t j = 0; j < value.cols(); ++j) row.push_back(number(value(i, j)));
    rows.push_back(value.cols() == 1 ? row[0] : row);
  }
  return rows;
}

json value_of(const runtime::SampledValue<double>& value, bool is_list) {
  if (!is_list) return matrix(value.samples[0]);
  json samples = json::array();
  for (const auto& sample : value.samples) samples.push_back(matrix(sample));
  return samples;
}

/// reference: the scalar reverse tape; derivation: the derived formulas, which may differ from it
/// where a value is not a number.
enum class Judge { reference, derivation };

/// Modules and what they must give, checked together by one run of Python.
class Cases {
 public:
  explicit Cases(ArrayLibrary library) : library_(library) {}

  void add(const std::string& name, ir::Program program, const runtime::Point& point,
           Reduction reduction, Judge judge = Judge::reference) {
    const std::string id = std::to_string(cases_.size()) + ".py";
    ir::Diagnostics diagnostics;
    std::vector<NodeId> by;
    for (const auto& declaration : program.declarations) by.push_back(declaration.node);
    runtime::ReferenceGradient reference;
    if (program.loss) {
      reference =
          runtime::reference_gradient(program, program.loss->as_derived(), by, reduction, point);
    }
    const auto derivation = ir::derive_for_reading(program, by, reduction, diagnostics);
    if (program.loss && judge == Judge::derivation) {
      std::vector<NodeId> roots = {derivation.loss};
      for (const auto& gradient : derivation.gradients) roots.push_back(gradient.value);
      const auto values = runtime::evaluate<double>(*program.graph, roots, point);
      reference.loss = values[0].samples[0][0];
      // of a singular matrix rounding decides
      if (!std::isfinite(reference.loss)) return;
      for (std::size_t i = 0; i < by.size(); ++i) {
        const auto count = (*program.graph)[by[i]].per_sample ? point.samples : 1;
        reference.gradients[i].samples.clear();
        for (std::size_t m = 0; m < count; ++m) {
          reference.gradients[i].samples.push_back(values[i + 1].at(m));
        }
      }
    }
    write_file(folder_ / id, codegen::array_code(program, derivation, library_));
    json item = {{"name", name}, {"file", id}};
    if (program.loss) item["value"] = number(reference.loss);
    add_outputs(item, program, point, reduction);
    for (std::uint32_t i = 0; i < by.size(); ++i) {
      const auto& declaration = program.declarations[i];
      std::string key = codegen::spelled_in_ascii(declaration.name.plain());
      if (key == "lambda") key += "_";
      const bool is_list = reduction != Reduction::none && (*program.graph)[by[i]].per_sample;
      item["at"][key] = value_of(point.values.at(i), is_list);
      if (program.loss) item["gradient"][key] = value_of(reference.gradients[i], is_list);
    }
    cases_.push_back(std::move(item));
  }

  static void add_outputs(json& item, const ir::Program& program, const runtime::Point& point,
                          Reduction reduction) {
    for (const auto& output : program.outputs) {
      const std::array<NodeId, 1> node = {output.node};
      const auto value = runtime::evaluate<double>(*program.graph, node, point)[0];
      const bool is_list = reduction != Reduction::none && (*program.graph)[output.node].per_sample;
      item["outputs"][codegen::spelled_in_ascii(output.name.plain())] = value_of(value, is_list);
    }
  }

  void check(const char* tolerance) const {
    write_file(folder_ / "cases.json", cases_.dump());
    const auto script =
        std::filesystem::path(NNGEN_SOURCE_DIR) / "tests/property/check_array_code.py";
    const auto result = run_process(
        {python_with(library_), script.string(), name_of(library_), folder_.path().string(),
         tolerance});
    INFO(result.out << result.err);
    CHECK(result.status == 0);
  }

 private:
  ArrayLibrary library_;
  TemporaryFolder folder_;
  json cases_ = json::array();
};

struct Call {
  Reduction reduction;
  std::size_t samples;
};
const Call calls[] = {{Reduction::none, 1}, {Reduction::mean, 3}, {Reduction::sum, 2}};

void name_functions(ir::Program& program) {
  for (std::size_t f = 0; f < program.graph->function_count(); ++f) {
    program.functions.push_back({ir::name_of("F" + std::to_string(f)), {}});
  }
}

/// L = ⟨w, op(x, …)⟩
void add_operation(Cases& cases, ir::OpKind op, const OpExample& example, const Call& call) {
  ProgramBuilder b;
  declare_example_functions(b.graph(), 3);
  name_functions(b.program);
  std::vector<ir::Expr> operands;
  runtime::Random random(static_cast<std::uint64_t>(op), "operation");
  runtime::Point point;
  point.samples = call.samples;
  const auto declare = [&](const std::string& name, const ir::Shape& shape, ir::Domain domain) {
    // operands of both kinds: shared, and one for each sample
    const bool is_input = operands.size() % 2 == 0;
    const auto place = static_cast<std::uint32_t>(b.program.declarations.size());
    operands.push_back(is_input ? b.input(name, shape) : b.param(name, shape));
    auto& value = point.values[place];
    value.per_sample = is_input;
    const std::size_t count = is_input ? call.samples : 1;
    for (std::size_t i = 0; i < count; ++i) {
      value.samples.push_back(value_in(domain, shape, random));
    }
  };
  for (std::size_t i = 0; i < example.operands.size(); ++i) {
    const ir::Domain domain = example.domains.empty() ? ir::op_def(op).domain : example.domains[i];
    declare("x" + std::to_string(i + 1), example.operands[i], domain);
  }
  const std::vector<ir::Expr> arguments = operands;
  declare("w", example.shape, ir::Domain::reals);
  const ir::Expr y = ir::make(b.graph(), op, arguments, example.attribute, example.shape);
  b.program.loss = {ir::name_of("L"), ir::dot(operands.back(), y).id, {}};
  cases.add(std::string(ir::op_def(op).name), std::move(b.program), point, call.reduction);
}

}  // namespace

bool is_missing(ArrayLibrary library) {
  if (!python_with(library).empty()) return false;
  // what CTest takes for a skipped test
  std::cout << "[SKIPPED] " << interpreters().front() << " has no numpy or no " << name_of(library)
            << "\n";
  return true;
}

void check_operations(ArrayLibrary library) {
  for (const Call& call : calls) {
    Cases cases(library);
    for (std::size_t i = 0; i < ir::op_count(); ++i) {
      const auto op = static_cast<ir::OpKind>(i);
      if (!is_function_of_operands(op)) continue;
      for (const OpExample& example : op_examples(op, 3)) add_operation(cases, op, example, call);
    }
    cases.check("1e-12");
  }
}

void check_random_programs(ArrayLibrary library) {
  Cases cases(library);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    for (const Call& call : calls) {
      ProgramBuilder b = random_program(seed, 14);
      name_functions(b.program);
      const runtime::Point point = runtime::random_point(b.program, call.samples, seed);
      cases.add("seed " + std::to_string(seed), std::move(b.program), point, call.reduction);
    }
  }
  cases.check("1e-12");
}

void check_generated_programs(ArrayLibrary library) {
  Cases cases(library);
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    runtime::Random random(seed, "arrays");
    const std::string text = to_text(random_program(random), Script::unicode);
    for (const Call& call : calls) {
      const ir::SourceFile source("random.expr", text);
      ir::Diagnostics diagnostics;
      auto program = parser::parse_program(source, {}, diagnostics);
      REQUIRE(program.has_value());
      if (!program->loss && program->outputs.empty()) continue;
      const runtime::Point point = runtime::random_point(*program, call.samples, seed);
      cases.add("seed " + std::to_string(seed) + "\n" + text, std::move(*program), point,
                call.reduction, Judge::derivation);
    }
  }
  cases.check("1e-9");
}

void check_examples(ArrayLibrary library) {
  Cases cases(library);
  for (const auto& file : example_files()) {
    for (const Call& call : calls) {
      ir::Program program = example_program(file);
      const runtime::Point point = runtime::random_point(program, call.samples, 1);
      cases.add(file.filename().string(), std::move(program), point, call.reduction);
    }
  }
  cases.check("1e-12");
}

}  // namespace nngen::tests
