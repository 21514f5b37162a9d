package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Percent;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes tickets for streams (SPEC 7).
final class TicketEndpoint {
  private static final Pattern OF_TOPIC = Pattern.compile("/v1/topics/([^/?#]+)/stream");
  private static final Pattern OF_SUBSCRIPTION =
      Pattern.compile("/v1/subscriptions/([^/?#]+)/stream");
  private static final Pattern OF_SUBSCRIPTION_BY_SOCKET =
      Pattern.compile("/v1/ws/subscriptions/([^/?#]+)");
  private static final Pattern OF_BUCKET = Pattern.compile("/v1/kv/([^/?#]+)/watch");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration DEFAULT = Duration.ofMinutes(1);
  private static final String TTL = "ttl_seconds";
  private static final int MOST_PATH = 1000;
  private static final int EXPECTED = 512;

  private final MakeTickets tickets;

  TicketEndpoint(MakeTickets tickets) {
    this.tickets = tickets;
  }

  List<Route> routes() {
    return List.of(Route.of(Method.POST, "/v1/tickets", this::make));
  }

  private Reply make(Call call) {
    var fields = Fields.of(call, "path", TTL);
    var path = fields.requiredText("path");
    var time =
        fields.find(TTL).isPresent()
            ? PushIn.seconds(fields, TTL, SHORTEST, MakeTickets.LONGEST)
            : DEFAULT;
    var stream =
        stream(path).orElseThrow(() -> Problems.of(new Refusal.NoStreamPath()).asException());
    var ticket = Results.require(tickets.make(call.principal(), stream, path, time));
    return JsonReply.of(
        Status.CREATED_201,
        new JsonOut(EXPECTED)
            .object()
            .field("ticket", ticket.token())
            .field("path", path)
            .field("expires_at", ticket.expiresAt().toString())
            .endObject());
  }

  /// What a request for `path` opens; empty when it is no path of a stream.
  private static Optional<MakeTickets.Stream> stream(String path) {
    if (path.length() > MOST_PATH || !Ascii.isVisible(path)) {
      return Optional.empty();
    }
    if (path.equals(SocketEndpoints.PATH)) {
      return Optional.of(new MakeTickets.OfSocket());
    }
    return argument(OF_TOPIC, path)
        .filter(TopicName::isLegal)
        .<MakeTickets.Stream>map(name -> new MakeTickets.OfTopic(new TopicName(name)))
        .or(
            () ->
                argument(OF_SUBSCRIPTION, path)
                    .or(() -> argument(OF_SUBSCRIPTION_BY_SOCKET, path))
                    .filter(SubscriptionId::isLegal)
                    .map(id -> new MakeTickets.OfSubscription(new SubscriptionId(id))))
        .or(
            () ->
                argument(OF_BUCKET, path)
                    .filter(BucketName::isLegal)
                    .map(name -> new MakeTickets.OfBucket(new BucketName(name))));
  }

  private static Optional<String> argument(Pattern pattern, String path) {
    return Optional.of(pattern.matcher(path))
        .filter(Matcher::matches)
        .flatMap(matcher -> Percent.decode(matcher.group(1)));
  }
}
