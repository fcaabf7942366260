package drydock.iotd.operations;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MetricsController {

  private final PrometheusMeterRegistry metrics;

  MetricsController(PrometheusMeterRegistry metrics) {
    this.metrics = metrics;
  }

  @GetMapping(path = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
  String metrics() {
    return metrics.scrape();
  }
}
