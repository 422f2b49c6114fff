package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobGateTest {

    private static final Principal ANYTHING = new Principal("s", "t", Set.of("batch"), Optional.empty());
    private static final Principal LIMITED = new Principal("s", "t", Set.of("batch"), Optional.of(Set.of("b", "a")));
    private static final AllowedModels FORGED = AllowedModels.newBuilder().addNames("everything").build();

    @Test
    void whatACallerSaysOfItsLimitsCountsForNothing() {
        SubmitJobRequest submit = SubmitJobRequest.newBuilder().setAllowedModels(FORGED).build();
        RetryJobRequest retry = RetryJobRequest.newBuilder().setAllowedModels(FORGED).build();

        assertThat(JobGate.limited(submit, ANYTHING).hasAllowedModels()).isFalse();
        assertThat(JobGate.limited(retry, ANYTHING).hasAllowedModels()).isFalse();
        assertThat(JobGate.limited(submit, LIMITED).getAllowedModels().getNamesList()).isEqualTo(List.of("a", "b"));
        assertThat(JobGate.limited(retry, LIMITED).getAllowedModels().getNamesList()).isEqualTo(List.of("a", "b"));
    }

    @Test
    void aNamedModelIsLookedAtAtOnce() {
        assertThat(JobGate.limited(SubmitJobRequest.newBuilder().setModel("a").build(), LIMITED).getModel()).isEqualTo("a");
        assertThatThrownBy(() -> JobGate.limited(SubmitJobRequest.newBuilder().setModel("c").build(), LIMITED))
                .isInstanceOfSatisfying(ServiceException.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
}
