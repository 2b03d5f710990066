#pragma once
// The reference's LU factorisation, for every scalar of the reference. Pivots are chosen over the
// whole remaining block by size, so that elimination never divides by zero: of a singular matrix a
// block of zeros remains, and the determinant and the cofactors of the whole follow from those of
// that block.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "ir/dual.hpp"
#include "ir/tape.hpp"
#include "ir/value.hpp"

namespace nngen::ir {

/// The matrix without one row and one column.
template <class T>
Matrix<T> without(const Matrix<T>& a, std::size_t row, std::size_t col) {
  Matrix<T> rest(a.rows() - 1, a.cols() - 1);
  for (std::size_t j = 0; j < rest.cols(); ++j) {
    for (std::size_t i = 0; i < rest.rows(); ++i) rest(i, j) = a(i + (i >= row), j + (j >= col));
  }
  return rest;
}

/// The determinant by expansion along the first row. Larger blocks are only ever zero here, as are
/// their determinant and its first and second derivatives, all that the reference takes.
template <class T>
T determinant_of_block(const Matrix<T>& s) {
  if (s.rows() == 0) return T(1.0);
  if (s.rows() > 3) return T(0.0);
  T total = 0.0;
  for (std::size_t j = 0; j < s.cols(); ++j) {
    const T term = s(0, j) * determinant_of_block(without(s, 0, j));
    total = j % 2 == 0 ? total + term : total - term;
  }
  return total;
}

template <class T>
Matrix<T> matrix_product(const Matrix<T>& a, const Matrix<T>& b) {
  Matrix<T> product(a.rows(), b.cols());
  for (std::size_t j = 0; j < b.cols(); ++j) {
    for (std::size_t k = 0; k < a.cols(); ++k) {
      for (std::size_t i = 0; i < a.rows(); ++i) product(i, j) += a(i, k) * b(k, j);
    }
  }
  return product;
}

/// X(row[i], col[j]) = (L·M)(i, j) with L lower triangular, ones on its diagonal, and M = [U, B; 0,
/// S].
template <class T>
class Factorisation {
 public:
  explicit Factorisation(Matrix<T> x) : lu_(std::move(x)), row_(lu_.rows()), col_(lu_.rows()) {
    for (std::size_t i = 0; i < size(); ++i) row_[i] = col_[i] = i;
    while (steps_ + 1 < size() && choose_pivot()) eliminate();
  }

  /// U's diagonal, then S's entry; nothing if a larger block of zeros remains.
  std::vector<T> pivots() const {
    std::vector<T> result;
    if (steps_ + 1 < size()) return result;
    for (std::size_t i = 0; i < size(); ++i) result.push_back(lu_(i, i));
    return result;
  }
  /// Of both permutations together.
  double sign() const { return sign_; }

  T determinant() const { return sign_ * product_of_pivots() * determinant_of_block(block()); }

  /// The matrix of cofactors, adj(X)ᵀ: adj(X) is adj(M)·L⁻¹ with its rows and columns put back.
  Matrix<T> cofactors() const {
    const Matrix<T> adjugate = matrix_product(adjugate_of_m(), inverse_of_l());
    Matrix<T> result(size(), size());
    for (std::size_t j = 0; j < size(); ++j) {
      for (std::size_t i = 0; i < size(); ++i) {
        result(row_[j], col_[i]) = sign_ * adjugate(i, j);
      }
    }
    return result;
  }

  /// X⁻¹ = M⁻¹·L⁻¹ with its rows and columns put back; of a singular X infinite or not a number.
  Matrix<T> inverse() const {
    const Matrix<T> whole = inverse_of_upper(size());
    const Matrix<T> inverse = matrix_product(whole, inverse_of_l());
    Matrix<T> result(size(), size());
    for (std::size_t j = 0; j < size(); ++j) {
      for (std::size_t i = 0; i < size(); ++i) result(col_[i], row_[j]) = inverse(i, j);
    }
    return result;
  }

 private:
  std::size_t size() const { return lu_.rows(); }

  // Brings the largest entry of the remaining block to its corner; false if all are zero.
  bool choose_pivot() {
    double largest = 0;
    std::size_t row = steps_;
    std::size_t col = steps_;
    for (std::size_t j = steps_; j < size(); ++j) {
      for (std::size_t i = steps_; i < size(); ++i) {
        const double entry = std::abs(primal_of(lu_(i, j)));
        if (entry > largest) std::tie(largest, row, col) = std::tuple(entry, i, j);
      }
    }
    if (row != steps_) {
      for (std::size_t j = 0; j < size(); ++j) std::swap(lu_(row, j), lu_(steps_, j));
      std::swap(row_[row], row_[steps_]);
      sign_ = -sign_;
    }
    if (col != steps_) {
      for (std::size_t i = 0; i < size(); ++i) std::swap(lu_(i, col), lu_(i, steps_));
      std::swap(col_[col], col_[steps_]);
      sign_ = -sign_;
    }
    return largest > 0;
  }

  void eliminate() {
    for (std::size_t i = steps_ + 1; i < size(); ++i) {
      const T factor = lu_(i, steps_) / lu_(steps_, steps_);
      lu_(i, steps_) = factor;
      for (std::size_t j = steps_ + 1; j < size(); ++j) {
        lu_(i, j) = lu_(i, j) - factor * lu_(steps_, j);
      }
    }
    ++steps_;
  }

  T product_of_pivots() const {
    T product = 1.0;
    for (std::size_t i = 0; i < steps_; ++i) product = product * lu_(i, i);
    return product;
  }

  Matrix<T> part(std::size_t row, std::size_t col, std::size_t rows, std::size_t cols) const {
    Matrix<T> result(rows, cols);
    for (std::size_t j = 0; j < cols; ++j) {
      for (std::size_t i = 0; i < rows; ++i) result(i, j) = lu_(row + i, col + j);
    }
    return result;
  }
  // S
  Matrix<T> block() const { return part(steps_, steps_, size() - steps_, size() - steps_); }

  // The inverse of the leading upper triangle, column by column from below.
  Matrix<T> inverse_of_upper(std::size_t count) const {
    Matrix<T> inverse(count, count);
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t i = j + 1; i-- > 0;) {
        T rest = i == j ? T(1.0) : T(0.0);
        for (std::size_t k = i + 1; k <= j; ++k) rest = rest - lu_(i, k) * inverse(k, j);
        inverse(i, j) = rest / lu_(i, i);
      }
    }
    return inverse;
  }

  Matrix<T> inverse_of_l() const {
    Matrix<T> inverse(size(), size());
    for (std::size_t j = 0; j < size(); ++j) {
      inverse(j, j) = 1.0;
      for (std::size_t i = j + 1; i < size(); ++i) {
        T rest = 0.0;
        // Beyond the elimination L is the identity.
        for (std::size_t k = j; k < std::min(i, steps_); ++k) {
          rest = rest - lu_(i, k) * inverse(k, j);
        }
        inverse(i, j) = rest;
      }
    }
    return inverse;
  }

  // adj(M) = det U · [det S·U⁻¹, −U⁻¹·B·adj(S); 0, adj(S)]
  Matrix<T> adjugate_of_m() const {
    const Matrix<T> s = block();
    const std::size_t rest = s.rows();
    Matrix<T> adjugate_of_s(rest, rest);
    for (std::size_t j = 0; j < rest; ++j) {
      for (std::size_t i = 0; i < rest; ++i) {
        const T minor = determinant_of_block(without(s, j, i));
        adjugate_of_s(i, j) = (i + j) % 2 == 0 ? minor : -minor;
      }
    }
    const Matrix<T> inverse_of_u = inverse_of_upper(steps_);
    const Matrix<T> corner =
        matrix_product(matrix_product(inverse_of_u, part(0, steps_, steps_, rest)), adjugate_of_s);
    const T det_u = product_of_pivots();
    const T det_m = det_u * determinant_of_block(s);
    Matrix<T> result(size(), size());
    for (std::size_t j = 0; j < size(); ++j) {
      for (std::size_t i = 0; i < size(); ++i) {
        const bool left = j < steps_;
        if (i < steps_) {
          result(i, j) = left ? det_m * inverse_of_u(i, j) : -(det_u * corner(i, j - steps_));
        } else if (!left) {
          result(i, j) = det_u * adjugate_of_s(i - steps_, j - steps_);
        }
      }
    }
    return result;
  }

  Matrix<T> lu_;
  std::vector<std::size_t> row_;
  std::vector<std::size_t> col_;
  std::size_t steps_ = 0;
  double sign_ = 1;
};

}  // namespace nngen::ir
