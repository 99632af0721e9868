"""Petitions, signing them, and the pages that emailed links lead to."""

from django.urls import path

from pledges.views import data, follows, links, me, petitions, signing

app_name = "pledges"

urlpatterns = [
    # Supporters: what can be signed
    path("petitions/", petitions.petitions, name="petitions"),
    path("petitions/<slug:slug>/", petitions.petition, name="petition"),
    path("petitions/<slug:slug>/voices/<slug:key>.svg", petitions.voice, name="voice"),
    path("petitions/<slug:slug>/signatures.csv", data.csv_file, name="signatures_csv"),
    path("petitions/<slug:slug>/signatures.json", data.json_file, name="signatures_json"),
    # Signing
    path("petitions/<slug:slug>/sign/", signing.sign, name="sign"),
    path("petitions/<slug:slug>/sign/sent/", signing.sent, name="sign_sent"),
    path("petitions/<slug:slug>/signed/", signing.signed, name="signed"),
    path("petitions/<slug:slug>/signed/<str:place>/", signing.signed, name="signed_in"),
    path("join/", signing.join, name="join"),
    path("join/sent/", signing.sent, name="join_sent"),
    path("join/joined/", signing.joined, name="joined"),
    # Following candidates, and the pages behind the links in emails about it
    path("follow/", follows.follow, name="follow"),
    path("follow/following/", follows.following, name="following"),
    path("follow/confirm/<mailed:token>", follows.confirm, name="confirm_follow"),
    path("follow/stop/<mailed:token>", follows.stop, name="stop_follows"),
    # Pages behind a link that we emailed
    path("confirm/<mailed:token>", links.confirm, name="confirm"),
    path("unsubscribe/<mailed:token>", links.unsubscribe, name="unsubscribe"),
    path("never-email/<mailed:token>", links.never_email, name="never_email"),
    path("never-emailed/", links.never_emailed, name="never_emailed"),
    path("your-information/<mailed:token>", links.information, name="information"),
    path("me/<mailed:token>", me.me, name="me"),
    path("me/<str:token>/correct/", me.correct, name="me_correct"),
    path("me/<str:token>/withdraw/<int:signature_id>/", me.withdraw, name="me_withdraw"),
    path("me/<str:token>/show/<int:signature_id>/", me.show, name="me_show"),
    path(
        "me/<str:token>/stop-following/<int:follow_id>/",
        me.stop_following,
        name="me_stop_following",
    ),
    path("me/<str:token>/mail/", me.mail, name="me_mail"),
    path("me/<str:token>/renew/", me.renew, name="me_renew"),
    path("me/<str:token>/download/", me.download, name="me_download"),
    path("me/<str:token>/erase/", me.erase, name="me_erase"),
    path("erased/", me.erased, name="erased"),
    path("erased/never-emailed/", me.erased, {"is_barred": True}, name="erased_and_barred"),
]
