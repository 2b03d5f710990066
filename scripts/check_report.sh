#!/usr/bin/env bash
# check_report.sh NNGEN FOLDER
# Opens the HTML page of every example in a browser without a window, wide, narrow and dark, and looks for
# what is wrong there: an error on the console, a formula that is missing or has no size, a page that is
# wider than its window. The pages and pictures of them stay in FOLDER. CHROMIUM is the browser (chromium).
set -euo pipefail

nngen=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
browser=${CHROMIUM:-chromium}
command -v "$browser" >/dev/null || { echo "there is no browser '$browser': name one in CHROMIUM" >&2; exit 1; }
command -v dot >/dev/null || { echo "Graphviz (dot) is not installed" >&2; exit 1; }
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# Looks at the page in the frame; what the browser has made of it becomes the title.
read -r -d '' probe <<'SCRIPT' || true
<script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  const all = selector => [...page.querySelectorAll(selector)];
  all("details").forEach(details => { details.open = true; });
  const has_size = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
  const faults = all("math, svg, pre").filter(e => !has_size(e)).map(e => "no size: " + e.outerHTML.slice(0, 60));
  if (page.documentElement.scrollWidth > page.documentElement.clientWidth) faults.push("wider than the window");
  if (all("svg").length !== 1) faults.push("no picture");
  if (all("nav a").some(a => !page.querySelector(a.getAttribute("href")))) faults.push("a link to nowhere");
  document.title = "lines " + all(".line:not(.total)").filter(has_size).length + " math " +
    all("math").length + " faults " + (faults.join("; ") || "none");
};
</script>
SCRIPT

# in_frame PAGE WIDTH: the page in a frame of that width, for no window is as narrow as a phone.
in_frame() {
  echo '<!DOCTYPE html><meta charset="utf-8"><title>not loaded</title>'
  echo '<style>:root { color-scheme: light dark; } body { margin: 0; } iframe { border: 0; }</style>'
  echo "<iframe width=\"$2\" height=\"1600\" srcdoc=\"$(sed 's/&/\&amp;/g; s/"/\&quot;/g' "$1")\"></iframe>"
  printf '%s\n' "$probe"
}

browse() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
    --user-data-dir="$profile" --enable-logging=stderr "$@"
}

failures=0
fail() {
  echo "FAILED $1"
  failures=$((failures + 1))
}

# check NAME WIDTH LINES [browser option]...: the page FOLDER/NAME.html at one width.
check() {
  local name=$1 width=$2 lines=$3 page=$folder/$1.html frame=$folder/frame.html
  shift 3
  in_frame "$page" "$width" >"$frame"
  local window=--window-size=$((width < 500 ? 500 : width)),1600
  browse "$window" --dump-dom "$@" "file://$frame" >"$folder/dom" 2>"$folder/log" || fail "$name: the browser"
  grep -q 'CONSOLE' "$folder/log" && fail "$name: $(grep 'CONSOLE' "$folder/log" | head -3)"
  local title formulas
  title=$(sed -n 's:.*<title>\(.*\)</title>.*:\1:p' "$folder/dom" | head -1)
  formulas=$(grep -o '<math ' "$page" | wc -l)
  [[ $title == "lines $lines math $formulas faults none" ]] ||
    fail "$name at $width: expected $lines lines and $formulas formulas, the browser has: $title"
  browse "$window" --screenshot="$folder/$name-$width.png" "$@" "file://$frame" 2>/dev/null >&2
  rm "$frame"
}

# The lines of the formulas as text: neither blank nor comments.
count_lines() {
  "$nngen" show "$@" 2>/dev/null | grep -c -v -e '^#' -e '^$' || true
}

dark=--blink-settings=preferredColorScheme=0
while read -r file; do
  for variant in '' '--batch 32' '--form expanded --layout jacobian' '--form reverse-table'; do
    read -r -a options <<<"$variant"
    name=$(tr '/' '_' <<<"${file#examples/}$variant" | tr -d ' ')
    "$nngen" show "$file" "${options[@]}" --format html -o "$folder/$name.html"
    lines=$(count_lines "$file" "${options[@]}")
    [[ $variant == *table ]] && lines=0
    check "$name" 1200 "$lines"
    check "$name" 390 "$lines" "$dark"
  done
done < <(find examples -name '*.expr' | sort)
rm -f "$folder/dom" "$folder/log"

echo "$(find "$folder" -name '*.html' | wc -l) pages, $failures failures; they lie in $folder"
[[ $failures -eq 0 ]]
