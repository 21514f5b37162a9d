package io.edgemq.testkit.model;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.ReceiveRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a receive may answer: any messages that are visible, each once; all of them when there is
/// room; in a FIFO queue only the first of each group. Exhausted ones become dead letters instead,
/// surely when there was room for more, perhaps when there was not.
final class ReceiveRule {
  private final QueueWorld world;
  private final ModelQueue queue;
  private final ReceiveRequest request;
  private final List<LeasedMessage> answer;
  private final Set<Item> taken = new HashSet<>();

  ReceiveRule(
      QueueWorld world, ModelQueue queue, ReceiveRequest request, List<LeasedMessage> answer) {
    this.world = world;
    this.queue = queue;
    this.request = request;
    this.answer = answer;
  }

  void check() {
    Disallowed.unless(answer.size() <= request.max(), "handed out more than was asked for");
    answer.forEach(this::handOut);
    while (buryOne()) {
      // the next of its group may be exhausted, too
    }
    if (hadRoom()) {
      world.spotsIn(queue).filter(this::mustBeTaken).findFirst().ifPresent(this::complain);
    }
  }

  private boolean hadRoom() {
    return answer.size() < request.max();
  }

  private void complain(Spot spot) {
    throw new Disallowed("did not hand out what is there: " + spot);
  }

  private void handOut(LeasedMessage leased) {
    var item = world.item(leased.message().content());
    Disallowed.unless(taken.add(item), "handed out twice in one receive: " + item.name());
    var spot = choose(item, leased);
    ahead(spot).forEach(other -> giveWay(other, spot));
    item.settleAt(spot);
    spot.found(leased.message().sequence());
    Disallowed.unless(
        Objects.equals(leased.message().group(), item.group())
            && leased.message().queue().equals(queue.name()),
        "handed out with another group or queue: " + leased.message());
    var end = world.in(queue.config().visibilityOr(request.visibility()));
    Disallowed.unless(
        leased.lease().until().toEpochMilli() == end.wall(),
        "leased until " + leased.lease().until() + " instead of " + end.wall());
    world.give(leased.lease().handle(), spot);
    spot.lease(leased.lease().handle(), end);
  }

  private Spot choose(Item item, LeasedMessage leased) {
    var complaints = new ArrayList<String>();
    for (var spot : item.spotsIn(queue)) {
      var complaint = complaint(spot, leased);
      if (complaint.isEmpty()) {
        return spot;
      }
      complaints.add(spot + ": " + complaint);
    }
    throw new Disallowed("handed out " + item.name() + " of " + item.spots() + ": " + complaints);
  }

  private String complaint(Spot spot, LeasedMessage leased) {
    if (!spot.mayBeVisible(world.elapsed())) {
      return "it is leased or delayed";
    }
    if (queue.isExhausted(spot)) {
      return "it was handed out often enough";
    }
    return spot.complaint(leased.message(), leased.lease().attempt());
  }

  /// Those of the same group that were stored before `spot` for sure.
  private List<Spot> ahead(Spot spot) {
    return !queue.isFifo()
        ? List.of()
        : group(spot).stream().filter(o -> o.isBefore(spot)).toList();
  }

  private List<Spot> mayBeAhead(Spot spot) {
    return !queue.isFifo()
        ? List.of()
        : group(spot).stream().filter(o -> o.mayBeBefore(spot)).toList();
  }

  private List<Spot> group(Spot spot) {
    return world
        .spotsIn(queue)
        .filter(other -> other.item() != spot.item())
        .filter(other -> Objects.equals(other.item().group(), spot.item().group()))
        .toList();
  }

  /// `spot` was handed out, so `other`, which comes before it, cannot be there.
  private void giveWay(Spot other, Spot spot) {
    if (queue.isExhausted(other) && other.mayBeVisible(world.elapsed())) {
      bury(other);
      return;
    }
    Disallowed.unless(
        !other.item().isAt(other), "handed out " + spot + " before " + other + " of its group");
    other.item().isNotAt(other);
  }

  private boolean buryOne() {
    for (var spot : world.spotsIn(queue).filter(queue::isExhausted).toList()) {
      if (spot.mayBeVisible(world.elapsed()) && !taken.contains(spot.item())) {
        boolean first = mayBeAhead(spot).isEmpty();
        if (hadRoom() && first && spot.isVisible(world.elapsed())) {
          bury(spot);
          return true;
        }
        spot.item().mayAlsoBeAt(grave(spot));
      }
    }
    return false;
  }

  private void bury(Spot spot) {
    spot.item().move(spot, grave(spot));
  }

  private Spot grave(Spot spot) {
    var policy = Objects.requireNonNull(queue.config().deadLetter());
    var content = DeadLetterReason.MAX_RECEIVES.mark(spot.content(), queue.name(), spot.attempts());
    return world.burial(spot, policy.queue(), content);
  }

  private boolean mustBeTaken(Spot spot) {
    return spot.item().isAt(spot)
        && !taken.contains(spot.item())
        && spot.isVisible(world.elapsed())
        && !queue.isExhausted(spot)
        && mayBeAhead(spot).isEmpty();
  }
}
