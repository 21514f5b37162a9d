package io.edgemq.testkit.model;

import io.edgemq.domain.GroupId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message and where it may be. It is in one of its spots, or perhaps in none of them when it may
/// be gone. It is nowhere when it has no spot.
final class Item {
  private final String name;
  private final @Nullable GroupId group;
  private final List<Spot> spots = new ArrayList<>();
  private boolean mayBeGone;

  Item(String name, @Nullable GroupId group) {
    this.name = name;
    this.group = group;
  }

  String name() {
    return name;
  }

  @Nullable GroupId group() {
    return group;
  }

  /// Where it may be, as of now: a copy.
  List<Spot> spots() {
    return List.copyOf(spots);
  }

  /// Where it may be within `queue`.
  List<Spot> spotsIn(ModelQueue queue) {
    return spots.stream().filter(spot -> spot.queue() == queue).toList();
  }

  boolean mayBeAt(Spot spot) {
    return spots.contains(spot);
  }

  boolean isAt(Spot spot) {
    return spots.size() == 1 && spots.contains(spot) && !mayBeGone;
  }

  /// Whether it is in `queue`, whatever the spot.
  boolean isIn(ModelQueue queue) {
    return !mayBeGone && !spots.isEmpty() && spots.stream().allMatch(s -> s.queue() == queue);
  }

  boolean mayBeElsewhereThan(Spot spot) {
    return mayBeGone || spots.stream().anyMatch(s -> s != spot);
  }

  boolean isGone() {
    return spots.isEmpty();
  }

  boolean mayBeGone() {
    return mayBeGone;
  }

  void settleAt(Spot spot) {
    spots.clear();
    spots.add(spot);
    mayBeGone = false;
  }

  void mayAlsoBeAt(Spot spot) {
    if (!spots.contains(spot)) {
      spots.add(spot);
    }
  }

  /// It is not at `spot`: it was somewhere else already.
  void isNotAt(Spot spot) {
    spots.remove(spot);
  }

  /// It left `spot` for nowhere, if it was there.
  void vanish(Spot spot) {
    spots.remove(spot);
    mayBeGone = !spots.isEmpty();
  }

  /// It left `spot` for `next`, if it was there.
  void move(Spot spot, Spot next) {
    mayAlsoBeAt(next);
    spots.remove(spot);
  }

  /// It may have gone although it was at `spot`.
  void mayVanish() {
    mayBeGone = true;
  }

  void isNowhere() {
    spots.clear();
    mayBeGone = false;
  }
}
