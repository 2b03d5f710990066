#pragma once
// In what the public interfaces of the targets differ; all else in a header is the same for each.

#include <string>
#include <string_view>
#include <vector>

#include "codegen/header_plan.hpp"
#include "codegen/writer.hpp"

namespace nngen::codegen {

/// How one target writes its interface. The names of types hold in the namespace of the header.
class TargetInterface {
 public:
  virtual ~TargetInterface() = default;

  /// The headers to include; an empty one is a blank line.
  virtual std::vector<std::string_view> includes() const = 0;
  /// The type of sizes and counts.
  virtual std::string_view index() const = 0;
  /// Types that the structs below them use.
  virtual std::string_view types() const = 0;
  /// What `detail` needs to make its views of the arguments.
  virtual std::string_view views() const = 0;

  /// The members of the parameters' struct beside its array.
  virtual void emit_accessors(Writer& writer, const ir::Program& program,
                              const HeaderPlan& plan) const = 0;

  /// How a function takes an argument that is no single number.
  virtual std::string argument_type(const HeaderPlan& plan, const ArgumentPlan& argument) const = 0;
  /// The view of it.
  virtual std::string view_of(const HeaderPlan& plan, const ArgumentPlan& argument) const = 0;

  /// Whether columns may stand apart in the caller's memory.
  virtual bool has_gaps() const = 0;

  /// How many samples an argument holds, as code; empty where the call says so itself.
  virtual std::string samples_in(const ArgumentPlan& argument) const = 0;
  /// That an argument holds `samples` samples, as code; empty where its type cannot tell.
  virtual std::string has_samples(const ArgumentPlan& argument) const = 0;
  /// That an argument has the rows and columns it should, as code; empty where its type says so.
  virtual std::string has_size(const HeaderPlan& plan, const ArgumentPlan& argument) const = 0;
  /// Before a call that does not fit returns: a check in debug builds, or nothing.
  virtual std::string assertion(std::string_view condition, std::string_view message) const = 0;

  /// For drivers: a definition of memory for a matrix, whose width is code, and how it is passed
  /// on.
  virtual std::string memory(const std::string& name, std::int64_t rows, const std::string& width,
                             bool is_column) const = 0;
  virtual std::string passed(const std::string& name) const = 0;
};

const TargetInterface& interface_of(Target target);

/// Whether a call names the number of its samples, since no argument can tell.
bool counts_in_call(const HeaderPlan& plan, const FunctionPlan& function);

const TargetInterface& eigen_interface();
const TargetInterface& plain_interface();

}  // namespace nngen::codegen
