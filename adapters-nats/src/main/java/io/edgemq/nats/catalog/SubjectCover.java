package io.edgemq.nats.catalog;

import io.edgemq.domain.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes one pattern of several, for servers that take one.
final class SubjectCover {
  private static final String REST = ">";

  private SubjectCover() {}

  /// A pattern of the same topic that matches what any of `patterns` matches, and as little else as
  /// one pattern can; null when that is every subject of the topic.
  static @Nullable Pattern of(List<Pattern> patterns) {
    var all = patterns.stream().map(pattern -> List.of(pattern.value().split("\\."))).toList();
    var cover = new ArrayList<String>();
    for (int at = 0; ; at++) {
      int here = at;
      long ended = all.stream().filter(tokens -> tokens.size() == here).count();
      if (ended == all.size()) {
        return new Pattern(String.join(".", cover));
      }
      if (ended > 0) {
        cover.removeLast(); // what follows that token is optional, which no pattern can say
        cover.add(REST);
        return cover.size() == 1 ? null : new Pattern(String.join(".", cover));
      }
      var tokens = all.stream().map(each -> each.get(here)).distinct().toList();
      if (tokens.contains(REST)) {
        cover.add(REST);
        return new Pattern(String.join(".", cover));
      }
      cover.add(tokens.size() == 1 ? tokens.getFirst() : "*");
    }
  }
}
