// What tokio's clock has that the language itself can say. It reads as tokio's documentation does:
// https://docs.rs/tokio/latest/tokio/time/struct.Interval.html

enum MissedTickBehavior {
    Burst,
    Delay,
    Skip,
}

struct Interval {
    next: Instant,
    period: Duration,
    missed: MissedTickBehavior,
}

impl Interval {
    async fn tick(&mut self) -> Instant {
        sleep_until(self.next).await;
        // Only a tick that has been waited for is over: one that a `select!` drops comes again.
        let due = self.next;
        let now = Instant::now();
        self.next = if now <= due + Duration::from_millis(5) {
            due + self.period
        } else {
            match self.missed {
                MissedTickBehavior::Burst => due + self.period,
                MissedTickBehavior::Delay => now + self.period,
                MissedTickBehavior::Skip => {
                    let late = (now - due).as_nanos() % self.period.as_nanos();
                    now + self.period - Duration::from_nanos(late as u64)
                }
            }
        };
        due
    }

    fn reset(&mut self) {
        self.next = Instant::now() + self.period;
    }

    fn reset_immediately(&mut self) {
        self.next = Instant::now();
    }

    fn reset_after(&mut self, after: Duration) {
        self.next = Instant::now() + after;
    }

    fn reset_at(&mut self, moment: Instant) {
        self.next = moment;
    }

    fn period(&self) -> Duration {
        self.period
    }

    fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    fn set_missed_tick_behavior(&mut self, missed: MissedTickBehavior) {
        self.missed = missed;
    }
}

fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(period > Duration::ZERO, "`period` must be non-zero.");
    Interval { next: start, period, missed: MissedTickBehavior::Burst }
}
