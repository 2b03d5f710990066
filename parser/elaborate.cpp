#include "parser/elaborate.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "parser/declarations.hpp"
#include "parser/elaborate_requests.hpp"
#include "parser/expand.hpp"
#include "parser/expression_elaborator.hpp"
#include "parser/substitute.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

using Progress = ElaborationState::Progress;

class FileElaborator {
 public:
  FileElaborator(const ast::File& file, const ir::SourceFile& source,
                 const ElaborateOptions& options, Inference* inference, Independents& independents,
                 ir::Diagnostics& diagnostics)
      : file_(file),
        diagnostics_(diagnostics),
        state_(source, options.defines, inference, diagnostics) {
    state_.independents = &independents;
  }

  std::optional<ir::Program> run() {
    const std::size_t errors_before = diagnostics_.error_count();
    register_names(file_, state_.scope, state_.reporter);
    check_parameters(file_, state_.reporter);
    state_.constants.evaluate_lets(file_);
    order_ = expand_families(file_, state_.scope, state_.constants, state_.reporter);
    state_.prepare_results();
    find_loss_statement();
    note_symbolic_sizes();
    elaborate_declarations();
    for (const ItemId item : order_) {
      if (state_.scope[item].kind == ItemKind::definition) complete(item);
    }
    add_outputs(file_, order_, state_);
    add_claims(file_, state_);
    keep_each_request_once();
    look_through_independents();
    choose_loss();
    warn_of_kinks();
    has_loss_ = state_.program.loss.has_value() || !state_.program.outputs.empty();
    if (!state_.program.values.empty()) {
      last_shape_ = (*state_.program.graph)[state_.program.values.back().node].shape;
    }
    if (diagnostics_.error_count() > errors_before) return std::nullopt;
    // what a statement with a syntax error uses is not known
    if (!diagnostics_.has_errors()) warn_of_unused_names();
    return std::move(state_.program);
  }

  /// The shape of the last definition where nothing is the loss.
  std::optional<ir::Shape> result_without_loss() const {
    return has_loss_ || state_.has_loss ? std::nullopt : last_shape_;
  }

  /// All names that the file declares or defines.
  std::set<std::string> names() const {
    std::set<std::string> result;
    for (ItemId id = 0; id < state_.scope.size(); ++id) {
      result.insert(state_.scope[id].name.plain());
      result.insert(state_.scope[id].name.base);
    }
    return result;
  }

 private:
  static const ast::Definition& definition_of(const Item& item) {
    return std::get<ast::Definition>(item.statement->what);
  }

  void note_symbolic_sizes() {
    for (ItemId id = 0; id < state_.scope.size(); ++id) {
      const Item& item = state_.scope[id];
      if (item.kind != ItemKind::let) continue;
      const std::string name = item.name.plain();
      const auto value = state_.constants.value_of(id);
      const bool is_open = value && value->symbolic == ir::Dim::symbol(name);
      if (is_open) state_.program.sizes.push_back({name, item.span});
    }
  }

  void elaborate_declarations() {
    for (const ItemId item : order_) {
      const ItemKind kind = state_.scope[item].kind;
      if (state_.scope[item].is_poisoned) {
        state_.results[item].progress = Progress::done;
        continue;
      }
      if (kind == ItemKind::declaration) elaborate_declaration(state_, item);
      if (kind == ItemKind::activation) elaborate_activation(state_, item);
      state_.reporter.commit();
    }
  }

  void find_loss_statement() {
    const ast::Statement* first = nullptr;
    for (const ast::Statement& statement : file_.statements) {
      const auto* definition = std::get_if<ast::Definition>(&statement.what);
      if (definition == nullptr) continue;
      if (definition->role == ast::DefinitionRole::output) state_.has_output = true;
      if (definition->role != ast::DefinitionRole::loss) continue;
      state_.has_loss = true;
      if (first != nullptr) {
        state_.reporter.add(ir::make_diagnostic(DiagnosticKind::second_loss)
                                .at(statement.span)
                                .note(first->span, "the first one"));
      } else {
        first = &statement;
      }
    }
    state_.reporter.commit();
  }

  // Elaborates a definition and, before it, what it needs: with a work stack, since a recurrence of
  // 10,000 members may need them in either direction.
  void complete(ItemId root) {
    std::vector<ItemId> work{root};
    while (!work.empty()) {
      const ItemId item = work.back();
      if (state_.results[item].progress == Progress::done) {
        work.pop_back();
        continue;
      }
      state_.results[item].progress = Progress::waiting;
      state_.missing.clear();
      const ir::Expr value = attempt(item);
      if (state_.missing.empty()) {
        state_.reporter.commit();
        finish(item, value);
        continue;
      }
      state_.reporter.discard();
      const std::vector<ItemId> missing = state_.missing;
      for (auto needed = missing.rbegin(); needed != missing.rend(); ++needed) {
        if (state_.results[*needed].progress == Progress::waiting) {
          report_cycle(*needed, work);
        } else {
          work.push_back(*needed);
        }
      }
    }
  }

  ir::Expr attempt(ItemId id) {
    const Item& item = state_.scope[id];
    if (item.is_poisoned) return {};
    const ast::Expr& expression = definition_of(item).value;
    Environment environment;
    if (item.binding) environment.indices.push_back(*item.binding);
    const EllipsisMap ellipses(expression);
    ExpressionElaborator elaborator(state_, std::move(environment), ellipses);
    if (!item.binding) return elaborator.value(expression).value;
    const ElaborationState::Filling filling(state_);
    const std::string where =
        "with " + item.binding->name + " = " + std::to_string(item.binding->value);
    const Reporter::Frame frame(state_.reporter, item.range_span.value_or(item.span), where);
    return elaborator.value(expression).value;
  }

  void finish(ItemId id, ir::Expr value) {
    const Item& item = state_.scope[id];
    if (value && state_.independents->known.contains(item.name.plain())) {
      value = on_its_own(value);
      on_their_own_.push_back(value.id);
    }
    state_.results[id] = {Progress::done, value};
    if (!value) return;
    const ir::NamedValue named{item.name, value.id, item.span};
    state_.program.values.push_back(named);
    const auto role = definition_of(item).role;
    if (role == ast::DefinitionRole::output) state_.program.outputs.push_back(named);
    if (role != ast::DefinitionRole::loss || state_.program.loss) return;
    state_.program.loss = named;
    if (value.is_scalar()) return;
    state_.reporter.add(ir::make_diagnostic(DiagnosticKind::loss_not_scalar, item.name.plain(),
                                            value.shape().to_string())
                            .at(definition_of(item).value->span)
                            .with_hint("sum(…) adds its entries, ‖…‖² their squares"));
    state_.reporter.commit();
  }

  void report_cycle(ItemId id, const std::vector<ItemId>& work) {
    constexpr std::size_t most_labels = 5;
    const Item& item = state_.scope[id];
    ir::Diagnostic error =
        ir::make_diagnostic(DiagnosticKind::cyclic_definition, item.name.plain()).at(item.span);
    const auto begin = std::find(work.begin(), work.end(), id);
    for (auto place = begin; place != work.end() && error.labels.size() < most_labels; ++place) {
      if (*place == id || state_.results[*place].progress != Progress::waiting) continue;
      const Item& between = state_.scope[*place];
      add_note(error, between.span, "through " + between.name.plain());
    }
    state_.reporter.add(std::move(error));
    state_.reporter.commit();
    state_.results[id].progress = Progress::done;
  }

  // A statement that waited for a name has been elaborated more than once.
  void keep_each_request_once() {
    using Key =
        std::tuple<ir::RequestedDerivative::Kind, ir::NodeId, ir::NodeId, ir::NodeId, ir::NodeId>;
    std::set<Key> seen;
    std::erase_if(state_.program.requests, [&](const ir::RequestedDerivative& r) {
      return !seen.insert({r.kind, r.of, r.by, r.direction, r.value}).second;
    });
  }

  // With all derivatives taken, such a definition is its value again.
  void look_through_independents() {
    if (on_their_own_.empty()) return;
    const std::vector<ir::Expr> image = images_without(*state_.program.graph, on_their_own_);
    const auto replace = [&](ir::NodeId& id) { id = image[id.value].id; };
    for (ir::NamedValue& value : state_.program.values) {
      if (!(image[value.node.value].id == value.node)) {
        state_.program.as_differentiated.push_back(value);
      }
      replace(value.node);
    }
    for (ir::NamedValue& output : state_.program.outputs) replace(output.node);
    if (state_.program.loss) replace(state_.program.loss->node);
    for (ir::Claim& claim : state_.program.claims) {
      const auto is_by = [&](ir::NodeId node) { return node == claim.by; };
      if (std::any_of(on_their_own_.begin(), on_their_own_.end(), is_by)) claim.of = claim.by = {};
      for (ir::NodeId* node : {&claim.left, &claim.right, &claim.of, &claim.by}) {
        if (node->value < image.size()) replace(*node);
      }
    }
    for (ElaborationState::ItemResult& result : state_.results) {
      if (result.value) result.value = image[result.value.id.value];
    }
  }

  // Without a `loss` the last plain scalar definition that a param or input enters is it.
  void choose_loss() {
    if (state_.program.loss || state_.has_loss) return;
    const std::vector<bool> depends = depends_on_data();
    for (auto item = order_.rbegin(); item != order_.rend(); ++item) {
      const Item& candidate = state_.scope[*item];
      const ir::Expr value = state_.results[*item].value;
      const bool is_plain = candidate.kind == ItemKind::definition &&
                            definition_of(candidate).role == ast::DefinitionRole::value &&
                            !candidate.name.in_family;
      if (!is_plain || !value || !value.is_scalar() || !depends[value.id.value]) continue;
      state_.program.loss = ir::NamedValue{candidate.name, value.id, candidate.span};
      return;
    }
  }

  std::vector<bool> depends_on_data() const {
    const ir::Graph& graph = *state_.program.graph;
    std::vector<bool> depends(graph.size(), false);
    for (const ir::Declaration& declaration : state_.program.declarations) {
      const bool is_data =
          declaration.role == ir::Role::param || declaration.role == ir::Role::input;
      depends[declaration.node.value] = is_data;
    }
    for (std::uint32_t id = 0; id < graph.size(); ++id) {
      for (const ir::NodeId operand : graph.operands({id})) {
        if (depends[operand.value]) depends[id] = true;
      }
    }
    return depends;
  }

  void warn_of_kinks() {
    if (!state_.program.loss) return;
    state_.kinks.warn(state_.program, state_.program.loss->node, state_.reporter);
    state_.reporter.commit();
  }

  void warn_of_unused_names() {
    std::set<std::string> said;
    for (ItemId id = 0; id < state_.scope.size(); ++id) {
      const Item& item = state_.scope[id];
      if (item.name.in_family && item.is_used) said.insert(item.name.base);
    }
    for (ItemId id = 0; id < state_.scope.size(); ++id) {
      const Item& item = state_.scope[id];
      if (item.kind == ItemKind::definition || item.is_used) continue;
      const std::string name = item.name.in_family ? item.name.base : item.name.plain();
      if (item.name.in_family && !said.insert(name).second) continue;
      state_.reporter.add(ir::make_diagnostic(DiagnosticKind::unused_name, name).at(item.span));
    }
    state_.reporter.commit();
  }

  const ast::File& file_;
  ir::Diagnostics& diagnostics_;
  ElaborationState state_;
  std::vector<ItemId> order_;
  std::vector<ir::NodeId> on_their_own_;
  bool has_loss_ = false;
  std::optional<ir::Shape> last_shape_;  // of a definition
};

// Each round may find that open sizes are equal; it is then without effect, and the next one knows
// more.
std::optional<ir::Program> elaborate_with_inference(const ast::File& file,
                                                    const ir::SourceFile& source,
                                                    const ElaborateOptions& options,
                                                    ir::Diagnostics& diagnostics) {
  constexpr int most_rounds = 1000;
  Inference inference;
  ElaborateOptions known = options;
  Independents independents;
  bool has_names = false;
  for (int round = 0; round < most_rounds; ++round) {
    ir::Diagnostics findings;
    FileElaborator elaborator(file, source, known, &inference, independents, findings);
    auto program = elaborator.run();
    if (inference.take_progress() || independents.take_progress()) continue;
    if (!has_names) {
      const auto result = program ? elaborator.result_without_loss() : std::nullopt;
      if (result && inference.make_lone_vector_scalar(*result)) {
        inference.take_progress();
        continue;
      }
      has_names = true;
      const bool had_open_sizes = inference.name_open_sizes(elaborator.names(), known.defines);
      inference.take_progress();
      if (had_open_sizes) continue;
    }
    for (const ir::Diagnostic& finding : findings.all()) diagnostics.add(finding);
    return program;
  }
  diagnostics.add(ir::make_diagnostic(DiagnosticKind::too_large,
                                      "the file has too many names of unknown shape"));
  return std::nullopt;
}

}  // namespace

std::optional<ir::Program> elaborate(const ast::File& file, const ir::SourceFile& source,
                                     const ElaborateOptions& options,
                                     ir::Diagnostics& diagnostics) {
  if (options.infer) return elaborate_with_inference(file, source, options, diagnostics);
  Independents independents;
  while (true) {
    ir::Diagnostics findings = diagnostics;
    auto program = FileElaborator(file, source, options, nullptr, independents, findings).run();
    if (independents.take_progress()) continue;
    diagnostics = std::move(findings);
    return program;
  }
}

}  // namespace nngen::parser
