/** Whether this browser makes and uses passkeys; they need https or localhost. */
export function passkeysWork(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window;
}
