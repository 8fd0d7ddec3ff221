"""What browsers offer that no page here uses, so that no script on one can either."""

UNUSED_FEATURES = (  # noqa: SIM905 - as a list it would take a line for each
    "accelerometer autoplay bluetooth browsing-topics camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture "
    "publickey-credentials-get screen-wake-lock serial storage-access usb web-share xr-spatial-tracking"
).split()
