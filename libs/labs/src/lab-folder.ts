/** `02-layers-and-deleting`. Any other folder of `labs/` is a mistake that `verifyCourse` names. */
export const LAB_FOLDER = /^(?<number>\d\d)-(?<topic>[a-z0-9]+(-[a-z0-9]+)*)$/;

/** `layers-and-deleting`: what stays when the course gets a lab before it. */
export function topicOf({ name }: { readonly name: string }): string {
  return LAB_FOLDER.exec(name)?.groups?.topic ?? name;
}
