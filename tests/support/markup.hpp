#pragma once
// Whether a page is what a browser takes it for.

#include <string>

namespace nngen::tests {

/// The first thing that is wrong with a page: tags that do not nest, an id that stands twice, a
/// link within the page to nowhere, a bare & or <, or anything that is fetched or executed. Empty
/// if nothing is.
std::string html_fault(const std::string& page);

/// The text between the tags, with its characters in place of their entities.
std::string text_of_html(const std::string& html);

}  // namespace nngen::tests
