/** Something that a service reads when it starts, so that the service has to restart when it changes. */
export interface IRestartTrigger {
  /** Names it among the other triggers of a service; shown in plans. */
  readonly triggerName: string;
  /** Changes whenever what the service reads changes; a value that Terraform knows. */
  readonly revision: string;
}
