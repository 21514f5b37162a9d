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
/// of
/// them, and never looks at filters that are for other subjects. Not thread-safe, look-ups
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
        node.below = with(node.below, filing);
        return;
      }
      node = node.grow(token);
    }
    node.here = with(node.here, filing);
  }

  private static <T> Set<Filing<T>> with(@Nullable Set<Filing<T>> filed, Filing<T> filing) {
    var all = filed == null ? LinkedHashSet.<Filing<T>>newLinkedHashSet(1) : filed;
    all.add(filing);
    return all;
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
      node.here = without(node.here, filing);
      return;
    }
    var token = tokens.getFirst();
    if (token.equals(">")) {
      node.below = without(node.below, filing);
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

  private static <T> @Nullable Set<Filing<T>> without(
      @Nullable Set<Filing<T>> filed, Filing<T> filing) {
    if (filed == null) {
      return null;
    }
    filed.remove(filing);
    return filed.isEmpty() ? null : filed;
  }

  /// Whether nothing is filed.
  public boolean isEmpty() {
    return unconditional.isEmpty() && root.isEmpty();
  }

  /// Hands every value whose filter accepts `subject` to `found`, once for each of its filings,
  /// which must not change meanwhile.
  public void find(Subject subject, Consumer<? super T> found) {
    lookUp++;
    tell(unconditional, found);
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
    if (node.named != null) {
      var child = node.named.get(text.substring(at, end));
      if (child != null) {
        find(child, text, end + 1, found);
      }
    }
    if (node.any != null) {
      find(node.any, text, end + 1, found);
    }
  }

  private void tell(@Nullable Set<Filing<T>> filed, Consumer<? super T> found) {
    if (filed != null) {
      for (var filing : filed) {
        if (filing.foundBy != lookUp) {
          filing.foundBy = lookUp; // another of its patterns may match too
          found.accept(filing.value);
        }
      }
    }
  }

  /// What is filed under patterns that begin with the same tokens. Most nodes hold little.
  private static final class Node<T> {
    private @Nullable Map<String, Node<T>> named;
    private @Nullable Node<T> any;
    private @Nullable Set<Filing<T>> here;
    private @Nullable Set<Filing<T>> below;

    @Nullable Node<T> child(String token) {
      if (token.equals("*")) {
        return any;
      }
      return named == null ? null : named.get(token);
    }

    Node<T> grow(String token) {
      if (token.equals("*")) {
        any = any == null ? new Node<>() : any;
        return any;
      }
      named = named == null ? HashMap.newHashMap(1) : named;
      return named.computeIfAbsent(token, _ -> new Node<>());
    }

    void prune(String token) {
      if (token.equals("*")) {
        any = null;
      } else if (named != null) {
        named.remove(token);
        named = named.isEmpty() ? null : named;
      }
    }

    boolean isEmpty() {
      return named == null && any == null && here == null && below == null;
    }
  }
}
