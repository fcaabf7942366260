/** What happens to a stack while it starts and stops. Times count from the start of the stack. */
export type StackEvent =
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'swept'; readonly names: readonly string[] }
  | { readonly type: 'network'; readonly network: string; readonly isAdopted: boolean }
  | { readonly type: 'created'; readonly service: string; readonly containerId: string }
  | { readonly type: 'port-taken'; readonly service: string; readonly hostPort: number }
  | {
      readonly type: 'ready';
      readonly service: string;
      readonly url: string | undefined;
      readonly afterMs: number;
    }
  | { readonly type: 'stopping'; readonly reason: string }
  | { readonly type: 'cleanup-failed'; readonly error: unknown };

export type OnStackEvent = (event: StackEvent) => void;
