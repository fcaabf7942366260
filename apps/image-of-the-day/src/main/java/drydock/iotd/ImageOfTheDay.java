package drydock.iotd;

import java.time.Clock;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import sun.misc.Signal;

// No page for errors, which would be an address of its own, and nobody to unpack files that nobody sends.
@SpringBootApplication(
    proxyBeanMethods = false,
    exclude = {ErrorMvcAutoConfiguration.class, MultipartAutoConfiguration.class})
public class ImageOfTheDay {

  public static void main(String[] args) {
    try {
      var application = with(Settings.from(System.getenv()), Clock.systemUTC());
      // Stopped on request is a success: without this, Java ends a drained service with code 143.
      Signal.handle(new Signal("TERM"), signal -> System.exit(0));
      application.run(args);
    } catch (SettingException wrong) {
      System.err.println("image-of-the-day: " + wrong.getMessage());
      System.exit(1);
    }
  }

  static SpringApplication with(Settings settings, Clock clock) {
    var application = new SpringApplication(ImageOfTheDay.class);
    application.setDefaultProperties(Map.of("server.port", settings.port()));
    // Ready made, so that Spring's look at the beans during the build takes no notice of them.
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("settings", settings);
      context.getBeanFactory().registerSingleton("clock", clock);
    });
    return application;
  }
}
