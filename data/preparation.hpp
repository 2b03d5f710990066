#pragma once
// What a trained network expects of its data beyond the program: how inputs are scaled, and which
// class each entry of its target is. It stands in the metadata of a file of weights.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"

namespace nngen::data {

/// (x − mean)/scale, entry by entry.
struct Standardisation {
  std::vector<double> mean;
  std::vector<double> scale;
};

struct Preparation {
  std::map<std::string, Standardisation> inputs;  // by plain name; the others stay as they are
  std::vector<std::string> classes;
};

/// Mean and standard deviation (over all samples, not one less) of each entry of each input; an
/// entry that never changes has the scale 1. Inputs with declared properties would lose them and
/// are left out. The classes are the data set's.
Preparation learn_preparation(const Dataset& training);

/// Standardises the inputs; the error if they are others than those that were learnt from.
std::optional<DataError> apply(const Preparation& preparation, Dataset& data);

/// As entries of metadata, "nngen.standardisation" and "nngen.classes", each JSON; numbers survive
/// bit by bit.
std::map<std::string, std::string> metadata_of(const Preparation& preparation);
/// What the metadata of a file says; where it says nothing, nothing is prepared.
Result<Preparation> preparation_of(const std::string& file,
                                   const std::map<std::string, std::string>& metadata);

}  // namespace nngen::data
