package io.edgemq.http;

import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadAttempts;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.RedriveDeadLetters;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.TestDelivery;

/// Everything that tenants can ask for over HTTP, but the control plane ([ControlUseCases]).
public record UseCases(
    Authenticate authenticate,
    ActForTenants acting,
    CheckReadiness readiness,
    DescribeSelf self,
    MakeTickets tickets,
    ManageQueues queues,
    SendMessages send,
    ReceiveMessages receive,
    SettleMessages settle,
    RedriveDeadLetters redrive,
    ManageTopics topics,
    PublishMessages publish,
    ReadHistory history,
    ManageSubscriptions subscriptions,
    RotateSecrets secrets,
    ManageDeadLetters deadLetters,
    ReadAttempts attempts,
    TestDelivery tests,
    OpenStreams streams,
    ManageIssuers issuers,
    SampleQueues queueCounts,
    ManageIngests ingests,
    IngestMessages ingest) {}
