package io.edgemq.bench;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/// What it costs to find the subscriptions of one topic that a message matches, when there are few
/// and when there are many of different patterns. A message matches ten, however many there are.
/// The bound is for the same messages on every side. Messages that are spread over all
/// subscriptions are measured, too: each of them reads memory that no cache holds.
record MatchScenario() implements Scenario {
  private static final int[] SUBSCRIPTIONS = {1_000, 10_000, 100_000};

  private static final double AT_MOST = 1.5;

  /// Of how many keys the messages are that each side gets: all that the smallest one has.
  private static final int SHARED_KEYS = 110;

  /// How many of the subscriptions match one message.
  private static final int MATCHES = 10;

  private static final int REGIONS = 10;
  private static final int SUBJECTS = 1 << 14;
  private static final int WARM_ROUNDS = 20;
  private static final int ROUNDS = 41;

  @Override
  public String name() {
    return "match";
  }

  @Override
  public String question() {
    return "one message against 1 000, 10 000 and 100 000 subscriptions of different patterns,"
        + " ten of which match";
  }

  /// The subscriptions of a topic, and subjects of messages, each of which matches ten.
  private record Side(SubjectTree<Integer> tree, List<Subject> subjects, LongAdder found) {
    static Side of(int subscriptions, int mostKeys) {
      var tree = new SubjectTree<Integer>();
      int keys = (subscriptions - REGIONS) / (MATCHES - 1);
      int filed = 0;
      for (int i = 0; i < REGIONS; i++) {
        tree.add(matching("shop.region%d.>".formatted(i)), filed++);
      }
      for (int key = 0; key < keys; key++) {
        for (var pattern : patterns(key)) {
          tree.add(matching(pattern), filed++);
        }
      }
      var subjects = new ArrayList<Subject>(SUBJECTS);
      for (long i = 0; i < SUBJECTS; i++) {
        int key = (int) (i * 7919 % Math.min(keys, mostKeys));
        subjects.add(new Subject("shop.region%d.order%d.paid.card".formatted(key % REGIONS, key)));
      }
      return new Side(tree, subjects, new LongAdder());
    }

    /// Nine patterns that match the subject of a key, and no other's.
    private static List<String> patterns(int key) {
      var region = "region" + key % REGIONS;
      var order = "order" + key;
      return List.of(
          "shop.%s.%s.paid.card".formatted(region, order),
          "shop.%s.%s.paid.*".formatted(region, order),
          "shop.%s.%s.*.card".formatted(region, order),
          "shop.%s.%s.>".formatted(region, order),
          "shop.*.%s.paid.card".formatted(order),
          "shop.*.%s.paid.*".formatted(order),
          "shop.*.%s.*.card".formatted(order),
          "shop.*.%s.*.*".formatted(order),
          "shop.*.%s.>".formatted(order));
    }

    private static SubjectFilter matching(String pattern) {
      return new SubjectFilter.Matching(new Pattern(pattern));
    }

    /// The nanoseconds of one look-up.
    double round() {
      long before = found.sum();
      long begin = System.nanoTime();
      for (var subject : subjects) {
        tree.find(subject, _ -> found.increment());
      }
      long took = System.nanoTime() - begin;
      if (found.sum() - before != (long) subjects.size() * MATCHES) {
        throw new IllegalStateException("not ten subscriptions were found for each message");
      }
      return (double) took / subjects.size();
    }
  }

  @Override
  public List<Finding> run(Lab lab) {
    var findings = new ArrayList<Finding>();
    var same = medians(SHARED_KEYS);
    var spread = medians(Integer.MAX_VALUE);
    for (int i = 0; i < SUBSCRIPTIONS.length; i++) {
      var what = String.format(Locale.ROOT, "%,d subscriptions", SUBSCRIPTIONS[i]);
      findings.add(Finding.number(what, same.get(i), "ns"));
      findings.add(Finding.number(what + ", messages spread", spread.get(i), "ns"));
    }
    double ratio = same.getLast() / same.getFirst();
    findings.add(Finding.atMost("100 000 against 1 000", ratio, "times", AT_MOST));
    return findings;
  }

  /// The nanoseconds of a look-up, for each number of subscriptions.
  ///
  /// @param mostKeys of how many keys the messages are at most
  private static List<Double> medians(int mostKeys) {
    var sides = new ArrayList<Side>();
    for (int subscriptions : SUBSCRIPTIONS) {
      sides.add(Side.of(subscriptions, mostKeys));
    }
    for (int i = 0; i < WARM_ROUNDS; i++) {
      sides.forEach(Side::round);
    }
    var nanos = new ArrayList<List<Double>>();
    sides.forEach(_ -> nanos.add(new ArrayList<>()));
    for (int i = 0; i < ROUNDS; i++) {
      for (int side = 0; side < sides.size(); side++) {
        nanos.get(side).add(sides.get(side).round());
      }
    }
    return nanos.stream().map(Turns::median).toList();
  }
}
