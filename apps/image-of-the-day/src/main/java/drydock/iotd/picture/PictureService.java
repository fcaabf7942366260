package drydock.iotd.picture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import drydock.iotd.Settings;
import drydock.iotd.request.Trace;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Pictures by day: fresh from the upstream, or kept in memory for when the upstream fails. */
@Service
class PictureService {

  private static final Logger LOG = LoggerFactory.getLogger(PictureService.class);
  private static final LocalDate FIRST_DAY = LocalDate.of(1995, 6, 16);
  private static final int MOST_DAYS_BACK = 10;
  private static final int MOST_PICTURES = 1_000;

  private final ApodClient apod;
  private final Settings settings;
  private final Clock clock;

  // Holds calls, not pictures: who asks for a day that is being loaded waits for the same call.
  private final AsyncCache<LocalDate, Picture> calls;
  private final Cache<LocalDate, Picture> kept = Caffeine.newBuilder().maximumSize(MOST_PICTURES).build();
  private final Cache<LocalDate, UpstreamException> failures;

  PictureService(ApodClient apod, Settings settings, Clock clock) {
    this.apod = apod;
    this.settings = settings;
    this.clock = clock;
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.calls = Caffeine.newBuilder()
        .ticker(ticker)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .expireAfterWrite(settings.cacheTime())
        .maximumSize(MOST_PICTURES)
        .buildAsync();
    this.failures = Caffeine.newBuilder()
        .ticker(ticker)
        .expireAfterWrite(settings.retryTime())
        .maximumSize(MOST_PICTURES)
        .build();
  }

  /** Whatever the newest picture is: when the upstream fails, the newest one in memory. */
  Picture ofToday(Trace trace) {
    try {
      return of(today(), trace);
    } catch (UpstreamException failure) {
      return newestKept().orElseThrow(() -> failure).asStale();
    }
  }

  /** The picture of that day and no other, unless the day had a video. */
  Picture of(LocalDate date, Trace trace) {
    if (date.isBefore(FIRST_DAY) || date.isAfter(today())) {
      throw new BadDateException("date is %s, expected %s to %s (today)".formatted(date, FIRST_DAY, today()));
    }
    try {
      return fresh(date, trace);
    } catch (UpstreamException failure) {
      return Optional.ofNullable(kept.getIfPresent(date)).orElseThrow(() -> failure).asStale();
    }
  }

  private Picture fresh(LocalDate date, Trace trace) {
    var call = calls.get(date, (day, executor) -> {
      var failure = failures.getIfPresent(day);
      return failure != null
          ? CompletableFuture.failedFuture(failure)
          : CompletableFuture.supplyAsync(() -> load(day, trace), executor);
    });
    var waitMs = settings.apodTimeout().toMillis();
    try {
      return call.get(waitMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(failed);
    } catch (TimeoutException slow) {
      throw new UpstreamException("took more than %d ms".formatted(waitMs), settings.retryTime(), slow);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new UpstreamException("was not waited for", settings.retryTime(), stopping);
    }
  }

  private Picture load(LocalDate date, Trace trace) {
    try {
      var picture = newestUpTo(date, trace).orElseThrow(() -> new NoPictureException(date));
      kept.put(date, picture);
      return picture;
    } catch (LeftAloneException notAsked) {
      throw notAsked; // it says nothing about this day, and may be over at once
    } catch (UpstreamException failure) {
      failures.put(date, failure);
      LOG.atWarn().addKeyValue("traceId", trace.traceId()).log(failure.forLog());
      throw failure;
    }
  }

  // Today's entry may not be out yet where the upstream is: then it counts as a day with a video.
  private Optional<Picture> newestUpTo(LocalDate date, Trace trace) {
    for (var day = date; !day.isBefore(earliest(date)); day = day.minusDays(1)) {
      var entry = apod.find(day, trace);
      if (entry.isEmpty() && !day.equals(today())) {
        return Optional.empty();
      }
      if (entry.isPresent() && entry.get().isPicture()) {
        return entry.map(ApodEntry::toPicture);
      }
    }
    return Optional.empty();
  }

  private static LocalDate earliest(LocalDate date) {
    var limit = date.minusDays(MOST_DAYS_BACK);
    return limit.isBefore(FIRST_DAY) ? FIRST_DAY : limit;
  }

  private Optional<Picture> newestKept() {
    return kept.asMap().values().stream().max(Comparator.comparing(Picture::date));
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }
}
