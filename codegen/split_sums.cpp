#include "codegen/split_sums.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <utility>

#include "codegen/body.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::BufferRole;
using ir::Extent;
using ir::Prim;
using ir::Step;
using ir::View;

struct Term {
  Prim sign = Prim::add;  // or sub
  std::uint32_t step = 0;
};

// A sum and what it adds, from the first term on.
struct Sum {
  std::uint32_t root = 0;
  std::vector<std::uint32_t> links;  // its additions, the root among them
  std::vector<Term> terms;
};

using TermKey = std::vector<std::int64_t>;

class Splitter {
 public:
  Splitter(ir::KernelProgram& program, ir::Statement& statement)
      : program_(program), statement_(statement), written_(access_of(statement.kernel).writes) {}

  /// The statements that come before this one.
  std::vector<ir::Statement> run() {
    const std::size_t bodies = bodies_of(statement_.kernel).size();
    for (std::size_t b = 0; b < bodies; ++b) {
      const std::optional<View> entry = entry_of(extent_of_body(b));
      while (entry && split(b)) {
      }
    }
    if (!made_.empty()) compact_views(statement_.kernel);
    return std::move(made_);
  }

 private:
  std::vector<View>& views() { return views_of(statement_.kernel); }
  Body& body(std::size_t b) { return *bodies_of(statement_.kernel)[b]; }

  // A phase's first body runs over all entries, what comes after it and the finish once a line.
  Extent extent_of_body(std::size_t b) const {
    const auto* rows = std::get_if<ir::Rows>(&statement_.kernel);
    const bool is_of_entries = rows != nullptr && b < 2 * rows->phases.size() && b % 2 == 0;
    return is_of_entries ? rows->over : result_extent(statement_.kernel);
  }

  // How a kernel of this extent walks a buffer of its own; the buffer is still to be made.
  static std::optional<View> entry_of(const Extent& over) {
    if (over.slots.factor != 1 || (over.rows.times_samples && over.cols.times_samples))
      return std::nullopt;
    View view;
    view.row_step = over.rows.times_samples ? ir::Place{0, 1} : ir::Place{1, 0};
    view.col_step = over.rows.times_samples ? ir::Place{1, 0} : ir::Place{0, 1};
    if (over.slots.times_samples) view.slot_step = {0, over.cols.factor};
    if (over.rows.is_one()) view.row_step = {};
    if (over.cols.is_one()) view.col_step = {};
    return view;
  }

  bool split(std::size_t b) {
    for (const Sum& sum : sums_of(body(b))) {
      std::map<TermKey, std::vector<Term>> alike;
      for (const Term& term : sum.terms) {
        TermKey key{static_cast<std::int64_t>(term.sign)};
        int steps = 0;
        if (add_key(body(b), term.step, key, steps)) alike[key].push_back(term);
      }
      for (const auto& [key, terms] : alike) {
        if (terms.size() < fewest_terms_to_split) continue;
        take_out(b, sum, terms);
        return true;
      }
    }
    return false;
  }

  // Chains of additions whose links serve nothing else.
  static std::vector<Sum> sums_of(const Body& body) {
    std::vector<int> uses(body.size(), 0);
    std::vector<bool> continues(body.size(), false);
    const auto adds = [&](std::uint32_t i) {
      return body[i].op == Prim::add || body[i].op == Prim::sub;
    };
    for (const Step& step : body) {
      const std::array<std::uint32_t, 3> operands{step.a, step.b, step.c};
      for (int k = 0; k < ir::operand_count(step.op); ++k)
        ++uses[operands[static_cast<std::size_t>(k)]];
    }
    for (std::uint32_t i = 0; i < body.size(); ++i) {
      if (adds(i) && adds(body[i].a) && uses[body[i].a] == 1) continues[body[i].a] = true;
    }
    std::vector<Sum> sums;
    for (std::uint32_t i = 0; i < body.size(); ++i) {
      if (!adds(i) || continues[i]) continue;
      Sum sum{i, {}, {}};
      std::uint32_t link = i;
      for (bool goes_on = true; goes_on; link = body[link].a) {
        sum.links.push_back(link);
        sum.terms.push_back({body[link].op, body[link].b});
        goes_on = continues[body[link].a] && adds(body[link].a);
      }
      sum.terms.push_back({Prim::add, link});
      std::reverse(sum.terms.begin(), sum.terms.end());
      if (sum.terms.size() >= fewest_terms_to_split) sums.push_back(std::move(sum));
    }
    return sums;
  }

  // What a term computes, but for the buffers that it loads. Not for long terms, nor for those that
  // need what the kernel computes itself.
  bool add_key(const Body& body, std::uint32_t i, TermKey& key, int& steps) const {
    constexpr int most_steps = 8;
    const Step& step = body[i];
    if (++steps > most_steps || step.op == Prim::result) return false;
    key.push_back(static_cast<std::int64_t>(step.op));
    if (step.op == Prim::load) return add_key(views_of(statement_.kernel)[step.index], key);
    key.push_back(step.index);
    key.push_back(std::bit_cast<std::int64_t>(step.value));
    const std::array<std::uint32_t, 3> operands{step.a, step.b, step.c};
    for (int k = 0; k < ir::operand_count(step.op); ++k) {
      if (!add_key(body, operands[static_cast<std::size_t>(k)], key, steps)) return false;
    }
    return true;
  }

  bool add_key(const View& view, TermKey& key) const {
    const ir::Buffer& buffer = program_[view.buffer];
    const bool moves =
        buffer.role == BufferRole::workspace || ir::is_in_flat_array(buffer.role);
    for (const ir::Place& place : {view.start, view.slot_step, view.row_step, view.col_step}) {
      key.push_back(place.row);
      key.push_back(place.col);
    }
    key.insert(key.end(), {buffer.rows, buffer.cols, buffer.per_sample ? 1 : 0,
                           static_cast<std::int64_t>(buffer.role), moves ? -1 : view.buffer.value});
    return std::find(written_.begin(), written_.end(), view.buffer) == written_.end();
  }

  // The terms are added up in memory; the sum goes on from there.
  void take_out(std::size_t b, const Sum& sum, const std::vector<Term>& terms) {
    const Extent over = extent_of_body(b);
    const bool lies = over.rows.times_samples;
    ir::Buffer memory;
    memory.rows = lies ? over.cols.factor : over.rows.factor;
    memory.cols = lies ? over.rows.factor : over.cols.factor;
    memory.per_sample = lies || over.cols.times_samples || over.slots.times_samples;
    View entry = *entry_of(over);
    entry.buffer = program_.add_buffer(memory);
    for (const Term& term : terms)
      made_.push_back(added(body(b), term, over, entry, &term == &terms.front()));
    views().push_back(entry);
    body(b) = without(body(b), sum, terms, static_cast<std::uint32_t>(views().size() - 1));
    simplify_body(body(b), views());
  }

  ir::Statement added(const Body& from, const Term& term, const Extent& over, const View& entry,
                      bool is_first) {
    ir::Map map{over, {entry}, {}};
    if (!is_first) map.body.push_back({.op = Prim::load, .index = 0});
    std::uint32_t value = copy_term(from, term.step, map);
    const auto append = [&](const Step& step) {
      map.body.push_back(step);
      return static_cast<std::uint32_t>(map.body.size() - 1);
    };
    if (!is_first) value = append({.op = term.sign, .a = 0, .b = value});
    if (is_first && term.sign == Prim::sub) value = append({.op = Prim::negate, .a = value});
    append({.op = Prim::store, .a = value, .index = 0});
    return {std::move(map), {}};
  }

  std::uint32_t copy_term(const Body& from, std::uint32_t i, ir::Map& map) {
    Step step = from[i];
    const std::array<std::uint32_t*, 3> operands{&step.a, &step.b, &step.c};
    for (int k = 0; k < ir::operand_count(step.op); ++k) {
      std::uint32_t& operand = *operands[static_cast<std::size_t>(k)];
      operand = copy_term(from, operand, map);
    }
    if (step.op == Prim::load) {
      map.views.push_back(views()[step.index]);
      step.index = static_cast<std::uint32_t>(map.views.size() - 1);
    }
    map.body.push_back(step);
    return static_cast<std::uint32_t>(map.body.size() - 1);
  }

  // The body with what the view loads in place of the terms.
  static Body without(const Body& body, const Sum& sum, const std::vector<Term>& terms,
                      std::uint32_t view) {
    std::vector<bool> is_link(body.size(), false);
    std::vector<bool> is_taken(body.size(), false);
    for (const std::uint32_t link : sum.links) is_link[link] = true;
    for (const Term& term : terms) is_taken[term.step] = true;
    Body result;
    std::vector<std::uint32_t> place(body.size());
    const auto append = [&](const Step& step) {
      result.push_back(step);
      return static_cast<std::uint32_t>(result.size() - 1);
    };
    for (std::uint32_t i = 0; i < body.size(); ++i) {
      if (i == sum.root) {
        std::uint32_t value = append({.op = Prim::load, .index = view});
        for (const Term& term : sum.terms) {
          if (!is_taken[term.step])
            value = append({.op = term.sign, .a = value, .b = place[term.step]});
        }
        place[i] = value;
      } else if (!is_link[i]) {
        Step step = body[i];
        step.a = place[step.a];
        step.b = place[step.b];
        step.c = place[step.c];
        place[i] = append(step);
      }
    }
    return result;
  }

  ir::KernelProgram& program_;
  ir::Statement& statement_;
  std::vector<ir::BufferId> written_;
  std::vector<ir::Statement> made_;
};

}  // namespace

void split_sums(ir::KernelProgram& program) {
  std::vector<ir::Statement> statements;
  for (ir::Statement& statement : program.statements) {
    std::vector<ir::Statement> before = Splitter(program, statement).run();
    std::move(before.begin(), before.end(), std::back_inserter(statements));
    statements.push_back(std::move(statement));
  }
  program.statements = std::move(statements);
}

}  // namespace nngen::codegen
