#include "codegen/lower.hpp"

#include <map>
#include <optional>
#include <utility>

#include "codegen/optimizers.hpp"
#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;
using ir::Expr;
using ir::NodeId;
using ir::View;

// Constants and the number of samples stand in bodies and need no memory there.
bool is_number(Expr value) {
  return ir::constant_value(value).has_value() || value.is(ir::OpKind::sample_count);
}

class Lowerer final : public ir::LoweringContext {
 public:
  Lowerer(const ir::Program& program, bool batched, Optimizer optimizer)
      : program_(program), batched_(batched), optimizer_(optimizer), views_(program.graph->size()) {}

  LoweredFunction run(const std::vector<Wanted>& wanted) {
    std::vector<NodeId> roots;
    for (const Wanted& want : wanted) {
      if (want.node.is_valid()) roots.push_back(want.node);
    }
    const std::vector<bool> needed = ir::reachable(*program_.graph, roots);
    for (std::uint32_t id = 0; id < needed.size(); ++id) {
      if (needed[id]) lower_node({id});
    }
    for (const Wanted& want : wanted) deliver(want);
    return std::move(result_);
  }

  Expr node() const override { return node_; }
  bool is_batched(Expr value) const override { return batched_ && value.per_sample(); }
  View operand(std::size_t i) override { return view_of(node_.operand(i)); }
  ir::Entry load_operand(ir::BodyBuilder builder, std::size_t i) override {
    return load(builder, node_.operand(i));
  }
  View result() override {
    const View view = temporary(node_.shape());
    views_[node_.id.value] = view;
    return view;
  }
  View temporary(const ir::Shape& shape) override {
    const Buffer buffer{BufferRole::workspace, shape.rows.value(), shape.cols.value(),
                        is_batched(node_), node_.id};
    return new_view(buffer);
  }
  void set_result(const View& view) override { views_[node_.id.value] = normalised(view, node_); }
  void add(ir::Kernel kernel) override {
    kernels().statements.push_back({std::move(kernel), {node_.id}});
  }
  View factors(std::size_t i) override {
    Expr x = node_.operand(i);
    if (x.is(ir::OpKind::transpose)) x = x.operand(0);
    const auto [found, is_new] = factors_.try_emplace(x.id);
    if (!is_new) return found->second;
    const std::int64_t n = x.shape().rows.value();
    const View from = view_of(x);
    found->second = new_view({BufferRole::workspace, n, n + 2, is_batched(x), {}});
    ir::Dense factorise{ir::Routine::factorise,
                        {{1, is_batched(x)}, {}, {}},
                        {from, found->second},
                        {{{n}, {n}}, {{n}, {n + 2}}}};
    kernels().statements.push_back({std::move(factorise), {}});
    return found->second;
  }

 private:
  ir::KernelProgram& kernels() { return result_.kernels; }
  Expr expr(NodeId id) const { return program_.expr(id); }

  // Along an axis of extent 1 nothing moves, so that equal walks compare equal and repeat by themselves.
  View normalised(View view, Expr value) const {
    if (!is_batched(value)) view.slot_step = {};
    if (value.shape().rows.is_one()) view.row_step = {};
    if (value.shape().cols.is_one()) view.col_step = {};
    return view;
  }

  View new_view(const Buffer& buffer) {
    const BufferId id = kernels().add_buffer(buffer);
    View view = whole(id, buffer);
    if (buffer.rows == 1) view.row_step = {};
    if (buffer.cols == 1) view.col_step = {};
    return view;
  }

  void lower_node(NodeId id) {
    const Expr value = expr(id);
    if (is_number(value)) return;
    if (value.is(ir::OpKind::variable)) return declare(value);
    node_ = value;
    const ir::Lowering& lower = ir::op_def(value.op()).lower;
    NNGEN_CHECK(static_cast<bool>(lower));
    lower(*this);
    NNGEN_CHECK(views_[id.value].has_value());
  }

  void declare(Expr variable) {
    const std::uint32_t index = std::get<ir::Symbol>(variable.node().attribute).declaration;
    const bool is_param = program_.declarations[index].role == ir::Role::param;
    const Buffer buffer{is_param ? BufferRole::parameter : BufferRole::input,
                        variable.shape().rows.value(), variable.shape().cols.value(),
                        is_batched(variable), variable.id, index};
    views_[variable.id.value] = new_view(buffer);
  }

  ir::Entry load(ir::BodyBuilder builder, Expr value) {
    if (const auto number = ir::constant_value(value)) return builder.constant(*number);
    if (value.is(ir::OpKind::sample_count)) {
      return builder.argument(ir::Argument::samples);
    }
    return builder.load(view_of(value));
  }

  View view_of(Expr value) {
    std::optional<View>& view = views_[value.id.value];
    if (!view) view = materialise(value);
    return *view;
  }

  // A number that a contraction multiplies by stands once in memory and repeats.
  View materialise(Expr number) {
    NNGEN_CHECK(is_number(number));
    const View entry = new_view({BufferRole::workspace, 1, 1, false, number.id});
    ir::Map map;
    ir::BodyBuilder builder{&map.views, &map.body};
    builder.store(entry, load(builder, number));
    kernels().statements.push_back({std::move(map), {}});
    return entry;
  }

  void deliver(const Wanted& want) {
    if (want.place == Wanted::Place::given) return update_by_given(want.index);
    const Expr value = expr(want.node);
    if (want.place == Wanted::Place::returned) {
      result_.returned = owned_scalar(value);
    } else if (want.place == Wanted::Place::update) {
      update(value, want.index);
    } else {
      hand_over(value, want);
    }
  }

  bool stands_alone(const View& view, Expr value) {
    const Buffer& buffer = kernels()[view.buffer];
    return buffer.role == BufferRole::workspace && buffer.rows == value.shape().rows.value() &&
           buffer.cols == value.shape().cols.value() &&
           view == normalised(whole(view.buffer, buffer), value) &&
           buffer.per_sample == is_batched(value);
  }

  BufferId owned_scalar(Expr value) {
    NNGEN_CHECK(value.is_scalar() && !is_batched(value));
    const View view = view_of(value);
    if (stands_alone(view, value)) {
      kernels()[view.buffer].role = BufferRole::returned;
      return view.buffer;
    }
    const View copy = new_view({BufferRole::returned, 1, 1, false, value.id});
    store(value, copy);
    return copy.buffer;
  }

  // A result that was computed into memory of its own is computed into the caller's instead.
  void hand_over(Expr value, const Wanted& want) {
    const bool is_output = want.place == Wanted::Place::output;
    const BufferRole role = is_output ? BufferRole::output : BufferRole::gradient;
    // The gradient by data of the samples has a part for each, also where all are the same.
    const Expr by = is_output ? value : expr(program_.declarations[want.index].node);
    const bool per_sample = is_batched(value) || is_batched(by);
    const std::optional<View>& view = views_[value.id.value];
    if (view && stands_alone(*view, value) && per_sample == is_batched(value)) {
      kernels()[view->buffer].role = role;
      kernels()[view->buffer].index = want.index;
      return;
    }
    store(value, new_view({role, value.shape().rows.value(), value.shape().cols.value(), per_sample,
                           value.id, want.index}));
  }

  void store(Expr value, const View& to) {
    ir::Map map{extent_of_value(value), {}, {}};
    map.over.slots.times_samples = kernels()[to.buffer].per_sample;
    ir::BodyBuilder builder{&map.views, &map.body};
    builder.store(to, load(builder, value));
    kernels().statements.push_back({std::move(map), {value.id}});
  }

  void update(Expr value, std::uint32_t declaration) {
    ir::Map map{extent_of_value(value), {}, {}};
    ir::BodyBuilder builder{&map.views, &map.body};
    update(declaration, load(builder, value), builder);
    kernels().statements.push_back({std::move(map), {value.id}});
  }

  void update_by_given(std::uint32_t declaration) {
    const Expr parameter = expr(program_.declarations[declaration].node);
    ir::Map map{extent_of_value(parameter), {}, {}};
    ir::BodyBuilder builder{&map.views, &map.body};
    const View gradient = of_parameter(parameter, BufferRole::gradient, declaration);
    update(declaration, builder.load(gradient), builder);
    kernels().statements.push_back({std::move(map), {}});
  }

  View of_parameter(Expr parameter, BufferRole role, std::uint32_t declaration) {
    return new_view({role, parameter.shape().rows.value(), parameter.shape().cols.value(), false,
                     parameter.id, declaration});
  }

  void update(std::uint32_t declaration, ir::Entry gradient, ir::BodyBuilder builder) {
    const Expr parameter = expr(program_.declarations[declaration].node);
    std::optional<View>& view = views_[parameter.id.value];
    if (!view) declare(parameter);
    const ir::Entry weight = builder.load(*view);
    if (optimizer_ == Optimizer::none) {
      const ir::Entry moved = builder.argument(ir::Argument::learning_rate) * gradient;
      return builder.store(*view, weight - moved);
    }
    const OptimizerRule& rule = optimizer_rule(optimizer_);
    UpdateTerms terms{weight, gradient, {}, [&](ir::Argument rate) { return builder.argument(rate); }};
    std::vector<View> kept;
    for (std::uint32_t i = 0; i < rule.states.size(); ++i) {
      kept.push_back(of_parameter(parameter, BufferRole::state, declaration));
      kernels()[kept.back().buffer].state = i;
      terms.states.push_back(builder.load(kept.back()));
    }
    const ir::Entry moved = rule.update(terms);
    for (std::size_t i = 0; i < kept.size(); ++i) builder.store(kept[i], terms.states[i]);
    builder.store(*view, moved);
  }

  const ir::Program& program_;
  bool batched_;
  Optimizer optimizer_;
  std::vector<std::optional<View>> views_;
  std::map<NodeId, View> factors_;
  Expr node_;
  LoweredFunction result_;
};

}  // namespace

LoweredFunction lower(const ir::Program& program, const std::vector<Wanted>& wanted, bool batched,
                      Optimizer optimizer) {
  return Lowerer(program, batched, optimizer).run(wanted);
}

}  // namespace nngen::codegen
