#include "cli/formula_texts.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/node_texts.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/expand_activations.hpp"

namespace nngen::cli {
namespace {

struct NodeText {
  std::string name;
  std::string line;
};
using NodeTexts = std::map<ir::NodeId, NodeText>;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

NodeTexts texts_of_derivation(const Task& task) {
  NodeTexts texts;
  for (auto& text : codegen::node_texts(task.program, task.derivation)) {
    texts.emplace(text.node, NodeText{std::move(text.name), std::move(text.line)});
  }
  return texts;
}

/// Names and formulas by the nodes that the code computes in place of those of the derivation.
NodeTexts texts_of_code(Task& task, const ir::RunnableProgram& runnable) {
  const NodeTexts texts = texts_of_derivation(task);
  std::vector<ir::NodeId> roots;
  for (const auto& [node, text] : texts) roots.push_back(node);
  const std::vector<ir::NodeId> images = ir::expand_activations(*task.program.graph, roots);
  NodeTexts result;
  for (const auto& [node, text] : texts) {
    const bool is_run = node.value < runnable.images.size() && runnable.images[node.value];
    result.emplace(is_run ? runnable.images[node.value] : images[node.value], text);
  }
  return result;
}

}  // namespace

codegen::FormulaTexts formula_texts(Task& task, const ir::RunnableProgram& runnable) {
  codegen::FormulaTexts texts;
  texts.header = lines_of(codegen::show(task.program, task.derivation, {}));
  const auto of_nodes = std::make_shared<const NodeTexts>(texts_of_code(task, runnable));
  const auto find = [of_nodes](ir::NodeId node) {
    const auto found = of_nodes->find(node);
    return found == of_nodes->end() ? NodeText{} : found->second;
  };
  texts.name = [find](ir::NodeId node) { return find(node).name; };
  texts.line = [find](ir::NodeId node) { return find(node).line; };
  return texts;
}

}  // namespace nngen::cli
