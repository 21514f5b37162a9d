package io.edgemq.testkit.model;

import io.edgemq.domain.QueueCounts;

/// What a queue may say that it holds.
final class CountRule {
  private final QueueWorld world;
  private final ModelQueue queue;

  CountRule(QueueWorld world, ModelQueue queue) {
    this.world = world;
    this.queue = queue;
  }

  void check(QueueCounts counts) {
    var ready = new Tally();
    var inFlight = new Tally();
    var delayed = new Tally();
    for (var spot : world.spotsIn(queue).toList()) {
      boolean surely = spot.item().isAt(spot);
      boolean visible = spot.isVisible(world.elapsed());
      boolean mayBeVisible = spot.mayBeVisible(world.elapsed());
      ready.count(mayBeVisible, surely && visible);
      var hidden = spot.isLeased() ? inFlight : delayed;
      hidden.count(!visible, surely && !mayBeVisible);
    }
    ready.check("ready in " + queue.name().value(), counts.ready());
    inFlight.check("in flight in " + queue.name().value(), counts.inFlight());
    delayed.check("delayed in " + queue.name().value(), counts.delayed());
    checkTotal(counts.ready() + counts.inFlight() + counts.delayed());
    checkAge(counts);
  }

  private void checkTotal(long total) {
    var all = new Tally();
    for (var item : world.items()) {
      all.count(!item.spotsIn(queue).isEmpty(), item.isIn(queue));
    }
    all.check("in all in " + queue.name().value(), total);
  }

  private void checkAge(QueueCounts counts) {
    long age = counts.oldestAge().toMillis();
    long least =
        world
            .spotsIn(queue)
            .filter(spot -> spot.item().isAt(spot))
            .mapToLong(spot -> Math.max(0, world.now() - spot.stored().to()))
            .max()
            .orElse(0);
    long most =
        world
            .spotsIn(queue)
            .mapToLong(spot -> Math.max(0, world.now() - spot.stored().from()))
            .max()
            .orElse(0);
    Disallowed.unless(
        least <= age && age <= most,
        "the oldest in "
            + queue.name().value()
            + " is "
            + age
            + " ms old, not "
            + least
            + " to "
            + most);
  }
}
