#include "cli/formula_texts.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/show.hpp"

namespace nngen::cli {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

codegen::FormulaTexts formula_texts(Task& task, const std::vector<codegen::NodeText>& lines,
                                    const std::vector<ir::NodeId>& images) {
  codegen::FormulaTexts texts;
  texts.header = lines_of(codegen::show(task.program, task.derivation, {}));
  const auto of_nodes = std::make_shared<std::map<ir::NodeId, codegen::NodeText>>();
  for (std::size_t i = 0; i < lines.size(); ++i) of_nodes->emplace(images[i], lines[i]);
  const auto find = [of_nodes](ir::NodeId node) {
    const auto found = of_nodes->find(node);
    return found == of_nodes->end() ? codegen::NodeText{} : found->second;
  };
  texts.name = [find](ir::NodeId node) { return find(node).name; };
  texts.line = [find](ir::NodeId node) { return find(node).line; };
  return texts;
}

}  // namespace nngen::cli
