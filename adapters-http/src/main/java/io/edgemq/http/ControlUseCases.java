package io.edgemq.http;

import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.ClaimInvites;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.ports.in.ReadAudit;

/// Everything that can be asked of the control plane over HTTP (SPEC 7).
public record ControlUseCases(
    Authenticate authenticate,
    ActForTenants acting,
    CheckReadiness readiness,
    DescribeSelf self,
    ManageTenants tenants,
    ManageKeys keys,
    ManageIssuers issuers,
    ManageInvites invites,
    ClaimInvites claims,
    ReadAudit audit,
    BackUp backup,
    ManageQuotas quotas,
    ManageChangeStreams changeStreams) {}
