package io.edgemq.domain;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Values filed under the filters that say which subjects they are for. A look-up takes as long as
/// the subject is deep and values are found: it follows the subject's tokens, and `*` beside each
/// of them, and never looks at filters that are for other subjects. Not thread-safe, look-ups
/// included.
public final class SubjectTree<T> {
  private final Set<Filing<T>> unconditional = new LinkedHashSet<>();
  private final Node<T> root = new Node<>();
  private long lookUp;

  /// A value that was filed under a filter, for as long as it is.
  public static final class Filing<T> {
    private final SubjectFilter filter;
    private final T value;
    private long foundBy;

    private Filing(SubjectFilter filter, T value) {
      this.filter = filter;
      this.value = value;
    }
  }

  /// Files `value` under `filter`. A value may be filed more than once; each filing is found by
  /// itself.
  public Filing<T> add(SubjectFilter filter, T value) {
    var filing = new Filing<>(filter, value);
    switch (filter) {
      case SubjectFilter.All _ -> unconditional.add(filing);
      case SubjectFilter.Matching(var pattern) -> add(pattern, filing);
      case SubjectFilter.AnyOf(var patterns) -> patterns.forEach(each -> add(each, filing));
    }
    return filing;
  }

  private void add(Pattern pattern, Filing<T> filing) {
    var node = root;
    for (var token : SubjectTokens.split(pattern.value())) {
      if (token.equals(">")) {
        node.below = Filed.with(node.below, filing);
        return;
      }
      node = node.grow(token);
    }
    node.here = Filed.with(node.here, filing);
  }

  /// Undoes an [#add]. Nothing happens when it is undone already.
  public void remove(Filing<T> filing) {
    switch (filing.filter) {
      case SubjectFilter.All _ -> unconditional.remove(filing);
      case SubjectFilter.Matching(var pattern) -> remove(pattern, filing);
      case SubjectFilter.AnyOf(var patterns) -> patterns.forEach(each -> remove(each, filing));
    }
  }

  private void remove(Pattern pattern, Filing<T> filing) {
    remove(root, SubjectTokens.split(pattern.value()), filing);
  }

  /// Removes it below `node`, and on the way back what holds nothing any more.
  private static <T> void remove(Node<T> node, List<String> tokens, Filing<T> filing) {
    if (tokens.isEmpty()) {
      node.here = Filed.without(node.here, filing);
      return;
    }
    var token = tokens.getFirst();
    if (token.equals(">")) {
      node.below = Filed.without(node.below, filing);
      return;
    }
    var child = node.child(token);
    if (child != null) {
      remove(child, tokens.subList(1, tokens.size()), filing);
      if (child.isEmpty()) {
        node.prune(token);
      }
    }
  }

  /// Whether nothing is filed.
  public boolean isEmpty() {
    return unconditional.isEmpty() && root.isEmpty();
  }

  /// Hands every value whose filter accepts `subject` to `found`, once for each of its filings,
  /// which must not change meanwhile.
  public void find(Subject subject, Consumer<? super T> found) {
    lookUp++;
    for (var filing : unconditional) {
      found.accept(filing.value);
    }
    if (!root.isEmpty()) {
      find(root, subject.value(), 0, found);
    }
  }

  /// @param at where the next token of `text` begins; behind its end when there is none
  private void find(Node<T> node, String text, int at, Consumer<? super T> found) {
    if (at > text.length()) {
      tell(node.here, found);
      return;
    }
    tell(node.below, found);
    int dot = text.indexOf('.', at);
    int end = dot < 0 ? text.length() : dot;
    var child = node.child(text, at, end);
    if (child != null) {
      find(child, text, end + 1, found);
    }
    if (node.any != null) {
      find(node.any, text, end + 1, found);
    }
  }

  private void tell(@Nullable Filed<T> filed, Consumer<? super T> found) {
    if (filed != null) {
      tell(filed.first, found);
      if (filed.others != null) {
        for (var filing : filed.others) {
          tell(filing, found);
        }
      }
    }
  }

  private void tell(Filing<T> filing, Consumer<? super T> found) {
    if (filing.foundBy != lookUp) {
      filing.foundBy = lookUp; // another of its patterns may match too
      found.accept(filing.value);
    }
  }

  /// What is filed in one place: mostly one thing, so a set for each would be most of the memory
  /// that a look-up has to fetch.
  private static final class Filed<T> {
    private Filing<T> first;
    private @Nullable Set<Filing<T>> others;

    private Filed(Filing<T> first) {
      this.first = first;
    }

    /// `filed` with `filing`.
    static <T> Filed<T> with(@Nullable Filed<T> filed, Filing<T> filing) {
      if (filed == null) {
        return new Filed<>(filing);
      }
      if (filed.first != filing) { // a filter may have one pattern twice
        filed.others = filed.others == null ? new LinkedHashSet<>() : filed.others;
        filed.others.add(filing);
      }
      return filed;
    }

    /// `filed` without `filing`; null when nothing is left.
    static <T> @Nullable Filed<T> without(@Nullable Filed<T> filed, Filing<T> filing) {
      if (filed == null) {
        return null;
      }
      var others = filed.others;
      if (filed.first != filing) {
        if (others != null && others.remove(filing) && others.isEmpty()) {
          filed.others = null;
        }
        return filed;
      }
      if (others == null) {
        return null;
      }
      filed.first = others.iterator().next();
      others.remove(filed.first);
      filed.others = others.isEmpty() ? null : others;
      return filed;
    }
  }

  /// What is filed under patterns that begin with the same tokens. Most nodes have one child: its
  /// token and itself are fields, and a map is made for the second one.
  private static final class Node<T> {
    private @Nullable String onlyToken;
    private @Nullable Node<T> only;
    private @Nullable Map<String, Node<T>> named;
    private @Nullable Node<T> any;
    private @Nullable Filed<T> here;
    private @Nullable Filed<T> below;

    /// The child for the token that `text` has from `at` to `end`; not the one for any token.
    @Nullable Node<T> child(String text, int at, int end) {
      if (named != null) {
        return named.get(text.substring(at, end));
      }
      var token = onlyToken;
      boolean same = token != null && token.length() == end - at && text.startsWith(token, at);
      return same ? only : null;
    }

    @Nullable Node<T> child(String token) {
      return token.equals("*") ? any : child(token, 0, token.length());
    }

    Node<T> grow(String token) {
      if (token.equals("*")) {
        any = any == null ? new Node<>() : any;
        return any;
      }
      var known = child(token, 0, token.length());
      return known == null ? addNamed(token) : known;
    }

    private Node<T> addNamed(String token) {
      var child = new Node<T>();
      if (named != null) {
        named.put(token, child);
      } else if (only == null || onlyToken == null) {
        onlyToken = token;
        only = child;
      } else {
        named = HashMap.newHashMap(2);
        named.put(onlyToken, only);
        named.put(token, child);
        onlyToken = null;
        only = null;
      }
      return child;
    }

    void prune(String token) {
      if (token.equals("*")) {
        any = null;
      } else if (named == null) {
        onlyToken = null;
        only = null;
      } else {
        named.remove(token);
        named = named.isEmpty() ? null : named;
      }
    }

    boolean isEmpty() {
      return only == null && named == null && any == null && here == null && below == null;
    }
  }
}
