"""Makes a program that shows a difference short: lines go, then tokens, alone and as blocks, as long as the difference stays."""

import re
from mutants import tokens


def shorter(items, still, budget, sizes):
    """The fewest items found for which `still` holds. What goes is closed in itself: each bracket with its end."""
    for size in sizes:
        at = 0
        while at < len(items) and budget[0] > 0:
            depth, to = 0, at
            while to < len(items):
                for c in re.findall(r"[(){}\[\]]", re.sub(r'"(\\.|[^"\\])*"', "", items[to])):
                    depth += 1 if c in "({[" else -1
                to += 1
                if depth < 0 or depth == 0 and to - at >= size:
                    break
            budget[0] -= 1
            if depth == 0 and still(rest := items[:at] + items[to:]):
                items = rest
            else:
                at += 1
    return items


def reduce(text, still, budget=400):
    """The shortest text found for which `still` holds, asking it at most so often."""
    left = [budget * 2 // 3]
    lines = [line + "\n" for line in text.split("\n") if line.strip()]
    of = lambda items: still("".join(items))
    lines = shorter(lines, of, left, [size for size in (32, 8, 3, 1, 1) if size < len(lines)])
    left[0] += budget // 3
    return "".join(shorter(tokens("".join(lines)), of, left, [30, 12, 5, 3, 2, 1]))
