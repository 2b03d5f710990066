#pragma once
// Compiles sources with the user's C++ compiler and runs what comes out.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/result.hpp"
#include "runtime/temporary_folder.hpp"

namespace nngen::runtime {

/// A file by its name without folders. Those that end in .cpp are compiled, others are there to
/// include.
struct SourceText {
  std::string name;
  std::string text;
};

/// Why there is no result. The message is a sentence in lower case; the rest may be empty.
struct CompileError {
  enum class Kind { no_compiler, compiler_failed, program_failed, system };
  Kind kind;
  std::string message;
  std::string output;   // the first lines that the compiler or the program wrote on standard error
  std::string command;  // that repeats the step in a folder with the sources
};

struct CompiledParts;

/// An executable in a folder of its own, which is removed with the object.
class CompiledProgram {
 public:
  /// What the program writes when it is given the input; an error if it crashes or exits with
  /// another status than 0.
  ir::Result<std::string, CompileError> run(std::string_view input) const;

 private:
  friend ir::Result<CompiledProgram, CompileError> compile(
      const std::vector<SourceText>& files, const std::vector<std::string>& flags,
      const std::vector<std::string>& libraries);
  friend ir::Result<CompiledParts, CompileError> compile_in_parts(
      const std::vector<SourceText>& files, const std::vector<std::string>& flags,
      const std::vector<std::string>& libraries);
  explicit CompiledProgram(TemporaryFolder folder) : folder_(std::move(folder)) {}

  TemporaryFolder folder_;
};

/// The compiler is the environment's CXX, which may hold several words ("ccache g++"), or else the
/// first of c++, g++ and clang++ in PATH. CXXFLAGS, split at spaces, come after the flags, the libraries
/// ("-lm") behind the sources.
ir::Result<CompiledProgram, CompileError> compile(const std::vector<SourceText>& files,
                                                  const std::vector<std::string>& flags,
                                                  const std::vector<std::string>& libraries = {});

/// Writes the source into the folder and compiles it to an executable of that name there. Both stay.
std::optional<CompileError> compile_into(const std::filesystem::path& folder,
                                         const SourceText& source, const std::string& program,
                                         const std::vector<std::string>& flags);

/// What a program with a CBLAS is linked with: the environment's LDLIBS, or else OpenBLAS.
std::vector<std::string> cblas_libraries();

/// What compiling one source took, and how large its code is; that is unknown where the tool `size`
/// (of the GNU or LLVM binary utilities) is missing.
struct CompiledPart {
  double seconds = 0;
  std::optional<std::int64_t> code_bytes;
};

/// A program, and a part for each of its sources.
struct CompiledParts {
  CompiledProgram program;
  std::vector<CompiledPart> parts;
};

/// As `compile`, but source after source, in the order of the files, and never out of the cache of
/// compilations that ccache keeps. The libraries ("-ldl") are for the linker.
ir::Result<CompiledParts, CompileError> compile_in_parts(const std::vector<SourceText>& files,
                                                         const std::vector<std::string>& flags,
                                                         const std::vector<std::string>& libraries);

/// What the compiler says of itself, "g++ 12.2.0": the first line of its --version without what
/// stands in brackets.
ir::Result<std::string, CompileError> compiler_version();

/// Both steps: what the program wrote.
ir::Result<std::string, CompileError> compile_and_run(const std::vector<SourceText>& files,
                                                      const std::vector<std::string>& flags,
                                                      std::string_view input);

}  // namespace nngen::runtime
