package drydock.iotd;

/** A setting that the service cannot start with. The message is for the person who made it. */
class SettingException extends RuntimeException {

  SettingException(String name, String value, String expected) {
    super("%s is \"%s\", expected %s".formatted(name, value, expected));
  }
}
