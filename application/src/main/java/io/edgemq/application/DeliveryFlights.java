package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.Attempt;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.WebhookClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends the messages of a delivery, each on a thread of its own, to an endpoint that nobody else
/// uses. For the thread of the delivery.
final class DeliveryFlights implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DeliveryFlights.class.getName());

  private final WebhookClient client;
  private final CloudEventFormat events;
  private final FlightBudget budget;
  private final InstantSource clock;
  private final TopicRef topic;
  private final DeliveryBacklogs backlogs;
  private final Consumer<DeliveryEvent> mailbox;
  private @Nullable SharedEndpoint endpoint;
  private @Nullable SignedRequest requests;
  private @Nullable Subscription madeFor;

  /// What is sent on behalf of which subscription.
  private record Flight(Attempt attempt, SignedRequest requests, SharedEndpoint endpoint) {}

  DeliveryFlights(
      DeliveryTools tools,
      TopicRef topic,
      DeliveryBacklogs backlogs,
      Consumer<DeliveryEvent> mailbox) {
    this.client = tools.client();
    this.events = tools.cloudEvents();
    this.budget = tools.budget();
    this.clock = tools.clock();
    this.topic = topic;
    this.backlogs = backlogs;
    this.mailbox = mailbox;
  }

  /// Sends the message of `attempt`. What comes of it is told as an event.
  void send(Attempt attempt, Subscription subscription) {
    var flight = new Flight(attempt, requests(subscription), endpoint(subscription));
    var cargo = Cargo.of(budget, backlogs, attempt.key());
    flight.endpoint().enter();
    Thread.ofVirtual().name("push").start(() -> mailbox.accept(fly(flight, cargo)));
  }

  private SignedRequest requests(Subscription subscription) {
    var made = requests;
    if (made == null || !subscription.equals(madeFor)) {
      made = SignedRequest.of(topic, subscription, events);
      requests = made;
      madeFor = subscription;
    }
    return made;
  }

  private SharedEndpoint endpoint(Subscription subscription) {
    var push = Pushing.config(subscription);
    var open = endpoint;
    if (open != null && open.url().equals(push.url())) {
      return open;
    }
    close();
    open = new SharedEndpoint(push.url(), client.open(push.url()));
    endpoint = open;
    return open;
  }

  private DeliveryEvent fly(Flight flight, Cargo cargo) {
    var attempt = flight.attempt();
    try (cargo) {
      if (!cargo.awaitRoom()) {
        return new DeliveryEvent.Missing(attempt);
      }
      if (flight.endpoint().isClosed()) {
        return new DeliveryEvent.Unsent(attempt); // cut off while it waited
      }
      var message = cargo.load();
      return message.isPresent() ? post(flight, message.get()) : new DeliveryEvent.Missing(attempt);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a message could not be read; it is sent later", outage);
      return new DeliveryEvent.Unsent(attempt);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new DeliveryEvent.Unsent(attempt);
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "a message could not be sent; it is sent later", bug);
      return new DeliveryEvent.Unsent(attempt);
    } finally {
      flight.endpoint().leave();
    }
  }

  private DeliveryEvent post(Flight flight, TopicMessage message) throws InterruptedException {
    var attempt = flight.attempt();
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var request = flight.requests().of(message, attempt.attempt(), at);
    long begin = System.nanoTime();
    var answer = flight.endpoint().post(request);
    var took = Duration.ofNanos(System.nanoTime() - begin);
    return new DeliveryEvent.Answered(attempt, message, answer, at, took);
  }

  /// Closes the connections, each when its request has ended.
  @Override
  public void close() {
    var open = endpoint;
    endpoint = null;
    if (open != null) {
      open.leave();
    }
  }

  /// Closes the connections now. What is under way fails.
  void cut() {
    var open = endpoint;
    endpoint = null;
    if (open != null) {
      open.cut();
    }
  }
}
