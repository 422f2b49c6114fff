package io.outrigger.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * This gateway's share of every bucket, for when the gateways cannot count together.
 *
 * <p>A share begins with what was left of the bucket when that was last heard, if that was just before; else it begins empty, since the
 * other gateways may have granted the rest, and fills from that moment on. So all shares together never grant more than the bucket
 * would have. Where there never was a common count, shares begin full; where there is no other gateway this one knows what it has granted
 * since it started, and then began empty.
 */
final class LocalBuckets {

    private static final int BUCKETS_MAX = 100_000;
    private static final Duration UNUSED_MAX = Duration.ofHours(1);
    private static final long JUST_BEFORE_MICROS = 1_000_000;

    private final int shares;
    private final double startedMicros;
    private final Cache<String, Share> all =
            Caffeine.newBuilder().maximumSize(BUCKETS_MAX).expireAfterAccess(UNUSED_MAX).build();

    /** @param startedMicros since when this gateway grants */
    LocalBuckets(int shares, double startedMicros) {
        this.shares = shares;
        this.startedMicros = startedMicros;
    }

    /** One bucket's share; times in microseconds of this process. */
    private static final class Share {
        private TokenBucket bucket;
        private double fullAt;
        private double heardAt = Double.NEGATIVE_INFINITY;
        private double baseFullAt;
        /** Since when it is what is gone by; a number that is none while it is not. */
        private double aloneSince = Double.NaN;
    }

    /** Remembers how buckets stand that are counted together. */
    synchronized void hear(QuotaVerdict verdict, double nowMicros) {
        for (Level level : verdict.levels()) {
            Share share = all.get(level.bucket().key(), key -> new Share());
            share.bucket = level.bucket();
            share.fullAt = nowMicros + level.debtMicros();
            share.heardAt = nowMicros;
            share.aloneSince = Double.NaN;
        }
    }

    /**
     * Decides by the shares.
     *
     * @param aloneSinceMicros since when there is no common count; negative infinity where there never was one
     * @param take whether to take what the request costs, or only to look
     */
    synchronized QuotaVerdict decide(List<Cost> whole, double nowMicros, double aloneSinceMicros, boolean take) {
        List<Cost> costs = whole.stream().map(cost -> cost.of(shares)).toList();
        QuotaVerdict verdict = QuotaVerdict.of(costs, bucket -> share(bucket, nowMicros, aloneSinceMicros).fullAt - nowMicros);
        if (take && verdict.passed()) {
            verdict.levels().forEach(level -> share(level.bucket(), nowMicros, aloneSinceMicros).fullAt = nowMicros + level.debtMicros());
        }
        return verdict;
    }

    private Share share(TokenBucket bucket, double nowMicros, double aloneSinceMicros) {
        Share share = all.get(bucket.key(), key -> new Share());
        if (share.aloneSince != aloneSinceMicros) {
            boolean known = share.heardAt >= aloneSinceMicros - JUST_BEFORE_MICROS || shares == 1 && share.bucket != null;
            boolean neverCommon = aloneSinceMicros == Double.NEGATIVE_INFINITY;
            double emptyAt = shares == 1 ? startedMicros : aloneSinceMicros;
            share.fullAt = neverCommon ? nowMicros : known ? share.fullAt : emptyAt + bucket.fullMicros();
            share.baseFullAt = share.fullAt;
            share.aloneSince = aloneSinceMicros;
            if (!known) {
                share.heardAt = Double.NEGATIVE_INFINITY;
            }
        }
        share.bucket = bucket;
        return share;
    }

    /** What was granted here since there is no common count, to be told to whoever counts from now on. */
    synchronized List<SharedBuckets.Owed> owed(double nowMicros) {
        List<SharedBuckets.Owed> owed = new ArrayList<>();
        for (Share share : all.asMap().values()) {
            double base = Math.max(0, share.baseFullAt - nowMicros);
            double added = Math.max(0, share.fullAt - nowMicros) - base;
            if (!Double.isNaN(share.aloneSince) && added > 0) {
                owed.add(new SharedBuckets.Owed(share.bucket, share.heardAt > Double.NEGATIVE_INFINITY ? base : 0, added / shares));
            }
        }
        return owed;
    }

    /** Says that what was owed is told. */
    synchronized void told() {
        for (Share share : all.asMap().values()) {
            share.baseFullAt = share.fullAt;
        }
    }
}
