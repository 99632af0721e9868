"""Every column that says nothing about a visitor, model by model.

What the campaign writes, what candidates filed and answered in public, what organizers decided,
sums, and the software's own. Look at a new column before it is listed here: one about a person
belongs to `pledges.privacy.register`.
"""

NOT_PERSONAL = {
    "auth.Group": "name",
    "auth.Permission": "codename content_type name",
    "auth.User": "is_active is_staff is_superuser",
    # What axes could write down and does not, in `campaign.lib.logins`, is empty.
    "axes.AccessAttempt": (
        "failures_since_start get_data http_accept path_info post_data user_agent"
    ),
    "axes.AccessAttemptExpiration": "access_attempt expires_at",
    "axes.AccessFailureLog": (
        "attempt_time http_accept ip_address locked_out path_info user_agent username"
    ),
    "axes.AccessLog": (
        "attempt_time http_accept ip_address logout_time path_info session_hash user_agent username"
    ),
    "campaign.Activity": "is_published position text title",
    "campaign.Aim": "is_published position text title",
    "campaign.Article": (
        "author body comments_close_after_days comments_open hashtag lead_picture published_at "
        "slug summary title updated_on withdrawal_reason withdrawn_at"
    ),
    "campaign.ArticleSource": "article position publisher read_on title url",
    "campaign.Belief": "is_published position text title",
    "campaign.CoalitionDemand": "is_published position text title",
    "campaign.Comment": (
        "article decided_at decided_by in_reply_to is_from_organizer quarantine state"
    ),
    "campaign.Consequence": "is_published position text title",
    "campaign.NextStep": "is_published link position target text title words",
    "campaign.Organization": "is_published logo name note position url",
    "campaign.Passage": "place text",
    "campaign.Picture": (
        "alt credit faces height is_decorative is_in_gallery is_published license position stem "
        "stock width words"
    ),
    "campaign.PollFigure": (
        "asked fielded_on finding is_published percent pollster position source_url"
    ),
    "campaign.Principle": "is_published position text title",
    "campaign.Profile": (
        "alert_bar ask contact_email donate_url legal_footer name postal_address short_ask"
    ),
    "campaign.Question": "answer is_on_mission is_published position question slug",
    "campaign.Quotation": "is_published picture place position said source source_url speaker text",
    "campaign.RelatedArticle": "article leads_to position",
    "campaign.SocialLink": "is_published name position profile url",
    "campaign.Step": "is_published position text title",
    "candidates.Answer": (
        "answered_on answered_on_precision candidacy carried_from kind lead_evidence pledge_text "
        "position published_at recorded_at recorded_by retracted_at retraction_reason sent_back_at "
        "sent_back_by sent_back_note statement supersedes verification_waived verified_by"
    ),
    "candidates.BallotRuling": "ballot_status candidacy ruled_at since source_url",
    "candidates.Candidacy": (
        "ballot_status ballot_status_on ballot_status_source campaign_url current_answer "
        "duplicate_of fec fec_values incumbency is_current missing_from_fec_since "
        "other_party_codes outcome party_code party_name person published_contact_source "
        "published_email published_phone race social_urls status updated_at"
    ),
    "candidates.Correction": (
        "candidacy claimed_value decided_at decided_by decision explanation field quarantine "
        "reason source_url"
    ),
    "candidates.Cycle": "archived_at general_election_on pinned_phase year year_in_addresses",
    "candidates.Evidence": (
        "answer archived_url captured_at copy_state kind original public_copy publisher sha256 url"
    ),
    "candidates.FecId": "fec_id office person",
    "candidates.FecImport": (
        "applied_at applied_by counts cycle_year file_name rows samples sha256 uploaded_at "
        "uploaded_by"
    ),
    "candidates.Jurisdiction": (
        "code delegates fips house_seats kind name name_es senate_classes tile_column tile_row"
    ),
    "candidates.LinkSuggestion": "decided_at decided_by decision first reason second suggested_at",
    "candidates.Outreach": "by candidacy channel done_on",
    "candidates.Person": (
        "died_on died_source_url fec_name full_name is_invented merged_into name_needs_check "
        "search_name slug sort_key sort_name suffix"
    ),
    "candidates.PledgeText": "body effective_on title version",
    "candidates.Race": (
        "chamber cycle district election_on jurisdiction kind replaces senate_class term_ends_on "
        "title voting"
    ),
    "candidates.Stage": "advances held_on kind party race source_url status superseded_by",
    "candidates.StageResult": (
        "candidacy outcome recorded_at recorded_by retracted_at retraction_reason source_url stage"
    ),
    "candidates.StageRuling": "ruled_at source_url stage status",
    "limits.Bucket": "counted_at tokens",
    "limits.DailySalt": "day salt",
    "limits.MonthSalt": "day salt",
    "outbox.LaneState": "lane paused_at recent reply_code troubled_since",
    "outbox.Message": "claimed_until lane reply_code tries",
    "pledges.BlockedDomain": "domain reason since",
    "pledges.CountChange": "change day petition place",
    "pledges.DayTally": "count day petition",
    "pledges.Demand": "petition position text",
    "pledges.DomainRule": "alias_of domain ignores_dots tag_separator",
    "pledges.Export": "petition row_count",
    "pledges.Invalidation": (
        "applied_at counted_at counted_count created_at found_count looked_at_count petition "
        "public_reason reverted_at reverted_count signed_from signed_until state through_id "
        "total_count"
    ),
    "pledges.MailedLink": "purpose",
    "pledges.Milestone": "goal_before petition reached_at size taken_back_at",
    "pledges.PaperBatch": (
        "awaits_release collected_on count entered_at entered_by petition place released_at "
        "released_by sha256 taken_back_at taken_back_reason"
    ),
    "pledges.Petition": (
        "approves_names ask closes_at closing_demand goal goal_pinned intro opens_at "
        "privacy_notice reasons slug sources state state_note state_since target title"
    ),
    "pledges.PlaceTally": "count petition place",
    "pledges.Recount": "counted_at drift_count signature_count",
    "pledges.SealedKey": "key name",
    "pledges.SignUp": "is_form tries",
    "pledges.Signature": "generation invalidation source state_before",
    "pledges.Slowdown": ("began_at ended_at next_turn_at refused_count sent_count used_count"),
    "pledges.Supporter": "generation",
    "pledges.Suppression": "reason",
    "pledges.Surge": "count hour kind petition usual_count",
    "pledges.Update": (
        "body canceled_count failed_count petition published_at recipient_count sending_asked_at "
        "sending_canceled_at sending_done_at sending_paused_at sent_count sent_through_id title "
        "unwanted_count"
    ),
}
