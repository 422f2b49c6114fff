/**
 * What is shed when more comes than can be done, and when its caller is asked to come again: {@code FairShares} sheds jobs before those
 * who wait, and who has most in flight before who has little; {@code DrainRate} measures what is done in a second, of which
 * {@code ComeAgain} reckons the wait; {@code RecentlyUsed} bounds what is remembered. Pure but for a lock: time and chance are given. Safe
 * for several threads, but for {@code RecentlyUsed}.
 */
package io.outrigger.chassis.overload;
