#pragma once
// Random well-shaped expressions over given names.

#include <optional>
#include <string>
#include <vector>

#include "runtime/initialise.hpp"
#include "tests/property/program_text.hpp"

namespace nngen::tests {

/// A value that expressions may use.
struct KnownName {
  std::string base;
  std::optional<int> index;  // W1: the base is W
  Extent extent;
  std::string introduced_as = {};  // a member of a family: the family's name
};

/// The name as expressions refer to it, W₁, W_1, W_{1}, W1 or W[1] as it comes.
Spelled any_spelling(const std::string& base, std::optional<int> index, runtime::Random& random);

/// A declared activation; a direct sum takes so many rows.
struct KnownActivation {
  std::string base;
  std::optional<int> index;
  std::optional<int> rows;
};

struct TermVocabulary {
  std::vector<KnownName> names;
  std::vector<KnownActivation> activations;
  /// Arguments stay where functions are defined and of moderate size: √(softplus(x) + 0.1).
  bool in_domain = false;
};

class TermGenerator {
 public:
  TermGenerator(const TermVocabulary& vocabulary, runtime::Random& random)
      : vocabulary_(vocabulary), random_(random) {}

  /// An expression of that extent, its operands nested at most so deep.
  TermPtr term(Extent extent, int depth);

 private:
  TermPtr leaf(Extent extent);
  TermPtr reference(const KnownName& name);
  TermPtr arithmetic(Extent extent, int depth);
  TermPtr matrix_product(Extent extent, int depth);
  TermPtr elementwise(Extent extent, int depth);
  std::string argument_of(const std::string& function) const;
  TermPtr choice(Extent extent, int depth);
  TermPtr structure(Extent extent, int depth);
  TermPtr part(Extent extent, int depth);
  TermPtr of_vector_or_matrix(Extent extent, int depth);
  TermPtr along_axis(Extent extent, int depth);
  TermPtr square(Extent extent, int depth);
  TermPtr scalar(int depth);
  TermPtr loss(int depth);

  TermPtr make(Term term) const { return std::make_shared<Term>(std::move(term)); }
  TermPtr call(Extent extent, Spelled text, std::vector<TermPtr> operands) const;
  int some_size() { return 1 + static_cast<int>(random_.below(4)); }
  template <class T>
  T one_of(const std::vector<T>& from) {
    return from[random_.below(from.size())];
  }

  const TermVocabulary& vocabulary_;
  runtime::Random& random_;
};

}  // namespace nngen::tests
