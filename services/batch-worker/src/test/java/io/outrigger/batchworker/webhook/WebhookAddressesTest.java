package io.outrigger.batchworker.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressesTest {

    private static final WebhookAddresses PUBLIC = new WebhookAddresses(new WebhookConfig(new byte[32], false, Duration.ofSeconds(1)));
    private static final WebhookAddresses PRIVATE = new WebhookAddresses(new WebhookConfig(new byte[32], true, Duration.ofSeconds(1)));

    @ParameterizedTest
    @ValueSource(strings = {
        "http://8.8.8.8/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://localhost/",
        "https://2130706433/",
        "https://0x7f000001/", "https://[::ffff:10.0.0.1]/", "https:///path", "ftp://8.8.8.8/", "file:///etc/passwd", "8.8.8.8", "",
        "https://user:word@8.8.8.8/", "https://8.8.8.8/#part", "https://no such host/", "https://8.8.8.8:x/"})
    void whatIsNotOfTheInternetIsRefused(String address) {
        assertThatThrownBy(() -> PUBLIC.check(address)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_NOT_ALLOWED));
    }

    @Test
    void anAddressOfTheInternetIsTaken() {
        assertThatCode(() -> PUBLIC.check("https://8.8.8.8:8443/hooks?job=1")).doesNotThrowAnyException();
    }

    @Test
    void whereItIsAllowedPrivateOnesAreTakenToo() {
        assertThatCode(() -> PRIVATE.check("http://127.0.0.1:9999/")).doesNotThrowAnyException();
    }

    /** Each question holds a thread until the name server's time is over, which nobody can shorten. */
    @Test
    void nameServersThatDoNotAnswerHoldNobodyForLong() {
        var held = new CountDownLatch(1);
        var hosts = new HostLookup(host -> {
            if (host.startsWith("hangs")) {
                awaitUninterruptibly(held);
            }
            return new InetAddress[] {InetAddress.getByAddress(new byte[] {8, 8, 8, 8})};
        }, Duration.ofMillis(50));
        var addresses = new WebhookAddresses(new WebhookConfig(new byte[32], false, Duration.ofSeconds(1)), hosts);
        try {
            for (int i = 0; i < 100; i++) {
                String hanging = "https://hangs-" + i + ".example/";
                assertThatThrownBy(() -> addresses.check(hanging)).hasMessageContaining("none that is found in time");
            }
            assertThat(Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("host-lookup-")))
                    .as("with those of the other tests").hasSizeLessThan(40);
        } finally {
            held.countDown();
        }
        Eventually.passes(() -> addresses.check("https://answers.example/"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                latch.await();
                interrupted = false;
            } catch (InterruptedException ofNoUse) {
                interrupted = true;
            }
        }
    }

    @Test
    void withoutASecretNobodyIsTold() {
        WebhookAddresses none = new WebhookAddresses(new WebhookConfig(new byte[0], true, Duration.ofSeconds(1)));
        assertThatThrownBy(() -> none.check("http://127.0.0.1/")).isInstanceOf(ServiceException.class)
                .hasMessageContaining("WEBHOOK_SECRET");
    }
}
